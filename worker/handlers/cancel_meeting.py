"""Cancel a meeting: delete its event, with its follow-ups, once.

An event that is gone already is a success, and says so. What is deleted is the version that
was read (`If-Match`); a change in between is read again. The answer to a delete that got
lost is found by reading the event, which Google keeps as a tombstone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.errors import (
    EventGone,
    EventNotFound,
    GoogleSaid,
    OutcomeUncertain,
    Refused,
    TransientError,
)
from worker.handlers.answer import Answer
from worker.handlers.doubt import Doubt
from worker.handlers.follow_ups import FollowUps, as_cancelled
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.progress import CancelProgress
from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.results.cancelled import CancelledData
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts, Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands, Observation, Settlement
from worker.ports.intent import Intent


@dataclass(frozen=True, slots=True)
class Removal:
    """What one command takes out of a calendar."""

    command: CancelMeeting
    account: Account
    claim: Claim
    event: CalendarEvent
    """As it was read."""
    follow_ups: Sequence[EventKey]

    def intents(self, events: Iterable[EventKey]) -> list[Intent]:
        return [Intent(event, None, self.command.locale) for event in events]


@dataclass(frozen=True, slots=True)
class CancelHandler:
    accounts: Accounts
    calendar: Calendar
    homes: HomeCalendar
    commands: Commands
    follow_ups: FollowUps
    texts: Texts
    clock: Clock

    async def __call__(self, command: CancelMeeting, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        if claim is None:
            return await self._preview(command, account, await self._find(command, account))

        begun = CancelProgress.load(claim.progress)
        # What was begun goes on where it was begun: to ask for the calendar again could be refused.
        key = begun.event.key if begun else await self._find(command, account)
        await self.commands.enter_meeting(claim, key)
        event = await self._read(account, key, claim, begun)
        removal = Removal(command, account, claim, event, await self.follow_ups.of(key))
        if not event.is_cancelled:
            return await self._delete(removal)
        if begun is None and removal.follow_ups:
            left = CancelProgress(event=event, nothing_written=True)
            await self.commands.save(claim, left.dump(), removal.intents(removal.follow_ups))
        by_another = begun is None or begun.nothing_written
        return await self._answer(removal, already_gone=by_another)

    async def _find(self, command: CancelMeeting, account: Account) -> EventKey:
        home = await self.homes.of_event(account, command.calendar_id, command.event_id)
        return EventKey(home.id, command.event_id)

    async def _preview(self, command: CancelMeeting, account: Account, key: EventKey) -> Answer:
        event = _own(await self.homes.event(account, key))
        data = CancelledData.of(
            event, self.texts, command.locale, already_gone=event.is_cancelled, reason=command.reason
        )
        if event.is_cancelled:
            return Answer(self.texts.cancelled(command.locale, already_gone=True), data)
        return Answer(self.texts.would_cancel(command.locale), data)

    async def _read(
        self, account: Account, key: EventKey, claim: Claim, begun: CancelProgress | None
    ) -> CalendarEvent:
        """Return the event as it is now; one that vanished after our delete counts as deleted."""
        if begun is None:
            return _own(await self.homes.event(account, key))
        with Doubt(self.commands, claim, begun).while_reading():
            try:
                return await self.calendar.get(account, key.calendar_id, key.event_id)
            except EventNotFound:
                return as_cancelled(begun.event)

    async def _delete(self, removal: Removal) -> Answer:
        command, claim, event = removal.command, removal.claim, removal.event
        begun = CancelProgress.load(claim.progress)
        progress = begun.changed(event=event) if begun else CancelProgress(event=event)
        doubt = Doubt(self.commands, claim, progress)
        await self._refuse_if_late(doubt, command.deadline)
        intents = removal.intents((event.key, *removal.follow_ups))
        await self.commands.save(claim, progress.before_a_write().dump(), intents)
        try:
            await self.calendar.delete(removal.account, event, command.send_updates, claim.lease)
        except (EventGone, EventNotFound):
            return await self._answer(removal, already_gone=not doubt.is_open)
        except OutcomeUncertain:
            raise
        except (Refused, TransientError, GoogleSaid) as error:
            await doubt.end_with(error)
            raise
        return await self._answer(removal, already_gone=False)

    async def _refuse_if_late(self, doubt: Doubt, deadline: datetime | None) -> None:
        if deadline is not None and self.clock.now() >= deadline:
            await doubt.confirm_no_effect()
            raise Refused(Code.EXPIRED, "the deadline passed before the event could be deleted")

    async def _answer(self, removal: Removal, *, already_gone: bool) -> Answer:
        command, account, gone = removal.command, removal.account, as_cancelled(removal.event)
        follow_ups, owed = await self.follow_ups.delete_all(
            account, removal.claim, removal.follow_ups, command.locale
        )
        data = CancelledData.of(
            gone, self.texts, command.locale, already_gone=already_gone, reason=command.reason, owed=owed
        )
        # Why is for the asker's eyes: an operator learns only that it was said.
        structlog.get_logger().info(
            "meeting cancelled",
            command_id=command.command_id,
            already_gone=already_gone,
            with_reason=command.reason is not None,
        )
        # What another deleted is not a change of ours: synchronisation tells of it.
        observed = [*([] if already_gone else [gone]), *map(as_cancelled, follow_ups)]
        settlement = Settlement(
            freed=(gone.key,),
            observed=tuple(
                Observation(account, each, command.command_id, command.locale) for each in observed
            ),
            chores=tuple(owed),
        )
        return Answer(self.texts.cancelled(command.locale, already_gone=already_gone), data, settlement)


def _own(event: CalendarEvent) -> CalendarEvent:
    """Return the event if the account may cancel it. A bare tombstone does not say who organised it."""
    if event.is_cancelled or event.organizer_self:
        return event
    raise Refused(Code.NOT_ORGANIZER, "somebody else organises this event")
