"""Change what a meeting says and who is asked, at the time that it has.

Whoever has to join is free then: the time is reserved for them in the transaction that stores what is to
be written, and who is taken off the list is free again once the command ends.
"""

from dataclasses import dataclass

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.revision import patched
from worker.errors import ConcurrentChange, GoogleSaid
from worker.handlers.answer import Answer
from worker.handlers.drafts import NewWriteId
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.joining import Joining, Welcome
from worker.handlers.meeting_patch import MeetingPatch
from worker.handlers.progress import UpdateProgress
from worker.handlers.revising import Revising, settlement
from worker.handlers.revision_order import Order
from worker.messages.commands.update_meeting import UpdateMeeting
from worker.messages.results.event import EventData
from worker.messages.results.updated import UpdatedData
from worker.messages.sentences import CHANGED_BUT_REMOVED, UPDATED, WOULD_UPDATE
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Booking, Claim, Commands
from worker.ports.reservations import Candidate, Reservations, Seats

READINGS = 5
"""How often calendars are read again because another command took somebody's time at that very moment."""


@dataclass(frozen=True, slots=True)
class UpdatePlans:
    """Decides, and promises nothing."""

    homes: HomeCalendar
    welcome: Welcome
    clock: Clock
    new_write_id: NewWriteId

    async def of(
        self, command: UpdateMeeting, account: Account, event: CalendarEvent, claim: Claim | None
    ) -> UpdateProgress:
        """Return what is to be written. Raise `Refused`: `slot_taken`, `invalid_command`."""
        patch = MeetingPatch(command, account, event).of(self.new_write_id())
        joining = await self.joining(command, account, event)
        unknown = await self.welcome.ensure_free(joining, claim)
        return UpdateProgress(
            event=event,
            patch=patch,
            decided_at=self.clock.now(),
            joining=joining.required,
            promised=joining.promised(self.clock.now()) if joining.required else None,
            unknown=unknown,
        )

    async def joining(self, command: UpdateMeeting, account: Account, event: CalendarEvent) -> Joining:
        guests = MeetingPatch(command, account, event).guests()
        zone_name = event.time_zone
        if zone_name is None:  # as one of whole days: those of its calendar
            zone_name = (await self.homes.named(account, event.calendar_id)).time_zone
        return Joining(command, account, event, zone_name, guests)


@dataclass(frozen=True, slots=True)
class UpdatePlanner:
    """`worker.handlers.revision_order.Planner`."""

    command: UpdateMeeting
    account: Account
    claim: Claim
    plans: UpdatePlans
    commands: Commands
    reservations: Reservations

    async def plan(self, event: CalendarEvent, lost: UpdateProgress | None) -> UpdateProgress:
        for _ in range(READINGS):
            progress = await self.plans.of(self.command, self.account, event, self.claim)
            if await self._store(progress, lost):
                return progress
        raise ConcurrentChange("other commands took the time of somebody who is to join")

    async def still_holds(self, begun: UpdateProgress) -> bool:
        joining = await self.plans.joining(self.command, self.account, begun.event)
        return await self.plans.welcome.are_free(joining)

    async def _store(self, progress: UpdateProgress, lost: UpdateProgress | None) -> bool:
        """Store what was decided, with the time of those who join. False if somebody else took it."""
        intents = (progress.intent(self.command.locale),)
        when = progress.promised or (lost.promised if lost else None)
        if when is None:
            await self.commands.save(self.claim, progress.dump(), intents)
            return True
        # With nobody to promise it to, this gives back what was reserved before.
        seats = Seats(progress.event.key, progress.joining if progress.promised else frozenset())
        candidate = Candidate(when, progress.dump(), intents)
        return await self.reservations.reserve(self.claim, seats, [candidate]) is not None


@dataclass(frozen=True, slots=True)
class UpdateHandler:
    accounts: Accounts
    revising: Revising
    plans: UpdatePlans
    commands: Commands
    reservations: Reservations
    texts: Texts

    async def __call__(self, command: UpdateMeeting, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        if claim is None:
            return await self._preview(command, account)
        begun = UpdateProgress.load(claim.progress)
        key = await self.revising.enter(account, claim, begun, command)
        order = Order(account, claim, key, begun, command.deadline, command.send_updates)
        planner = UpdatePlanner(command, account, claim, self.plans, self.commands, self.reservations)
        progress, event = await self._change_or_give_up(order, planner)
        sentence = CHANGED_BUT_REMOVED if event.is_cancelled else UPDATED
        return Answer(
            self.texts.say(command.locale, sentence),
            self._data(command, event, progress),
            settlement(command, account, event, Booking.CONFIRM),
        )

    async def _change_or_give_up(
        self, order: Order[UpdateProgress], planner: UpdatePlanner
    ) -> tuple[UpdateProgress, CalendarEvent]:
        """Change it; of a defect, whose command is not ended, nothing stays reserved."""
        try:
            return await self.revising.carry_out(order, planner)
        except GoogleSaid:  # nothing was written: in doubt it would be `OutcomeUncertain`
            await self.reservations.give_up(order.claim)
            raise

    async def _preview(self, command: UpdateMeeting, account: Account) -> Answer:
        key = await self.revising.find(account, command.calendar_id, command.event_id)
        event = await self.revising.read(account, key)
        progress = await self.plans.of(command, account, event, None)
        would_be = patched(progress.event, progress.patch)
        data = self._data(command, would_be, progress)
        return Answer(self.texts.say(command.locale, WOULD_UPDATE), data)

    def _data(self, command: UpdateMeeting, event: CalendarEvent, progress: UpdateProgress) -> UpdatedData:
        shown = EventData.of(event, self.texts, command.locale)
        return UpdatedData(event=shown, unknown_participants=progress.unknown)
