"""Mark how a meeting went: before its title, and with an entry in its description.

The mark takes the place of the one that an earlier command set; whatever else a person wrote stays.
Google writes to nobody about it.
"""

from dataclasses import dataclass

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventPatch, SendUpdates
from worker.domain.description import StatusEntry, with_status_entry
from worker.domain.own_writes import WRITE_ID
from worker.domain.revision import patched
from worker.domain.status import STATUS, mark_of, marked
from worker.handlers.answer import Answer
from worker.handlers.drafts import NewWriteId
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.progress import RevisionProgress
from worker.handlers.revising import Revising, settlement
from worker.handlers.revision_order import Order
from worker.messages.commands.update_status import UpdateStatus
from worker.messages.labels import status_labels
from worker.messages.results.event import EventData
from worker.messages.results.one_event import OneEventData
from worker.messages.sentences import CHANGED_BUT_REMOVED, STATUS_SET, WOULD_SET_STATUS
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands


@dataclass(frozen=True, slots=True)
class StatusPatches:
    """Writes the mark and the entry."""

    homes: HomeCalendar
    texts: Texts
    clock: Clock
    new_write_id: NewWriteId

    async def of(self, command: UpdateStatus, account: Account, event: CalendarEvent) -> EventPatch:
        mark = mark_of(command.status)
        when = self.texts.when(command.locale, self.clock.now(), await self._zone(account, event))
        entry = StatusEntry(command.status.strip(), when, command.notes)
        labels = status_labels(self.texts, command.locale)
        return EventPatch(
            title=marked(event.title, mark, event.property_named(STATUS)),
            description=with_status_entry(event.description, labels, entry),
            private=tuple(sorted({STATUS: mark, WRITE_ID: self.new_write_id()}.items())),
        )

    async def _zone(self, account: Account, event: CalendarEvent) -> str:
        """Return the zone in which the event's readers live; one of whole days has none of its own."""
        return event.time_zone or (await self.homes.named(account, event.calendar_id)).time_zone


@dataclass(frozen=True, slots=True)
class StatusPlanner:
    """`worker.handlers.revision_order.Planner`."""

    command: UpdateStatus
    account: Account
    claim: Claim
    patches: StatusPatches
    commands: Commands

    async def plan(self, event: CalendarEvent, _lost: RevisionProgress | None) -> RevisionProgress:
        patch = await self.patches.of(self.command, self.account, event)
        progress = RevisionProgress(event=event, patch=patch, decided_at=self.patches.clock.now())
        await self.commands.save(self.claim, progress.dump(), [progress.intent(self.command.locale)])
        return progress

    async def still_holds(self, _begun: RevisionProgress) -> bool:
        """Nothing but another version of the event speaks against it, and that Google finds out."""
        return True


@dataclass(frozen=True, slots=True)
class StatusHandler:
    accounts: Accounts
    revising: Revising
    commands: Commands
    patches: StatusPatches
    texts: Texts

    async def __call__(self, command: UpdateStatus, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        if claim is None:
            return await self._preview(command, account)
        begun = RevisionProgress.load(claim.progress)
        key = await self.revising.enter(account, claim, begun, command)
        order = Order(account, claim, key, begun, command.deadline, SendUpdates.NONE)
        planner = StatusPlanner(command, account, claim, self.patches, self.commands)
        _, event = await self.revising.carry_out(order, planner)
        sentence = CHANGED_BUT_REMOVED if event.is_cancelled else STATUS_SET
        return Answer(
            self._message(command, sentence), self._data(command, event), settlement(command, account, event)
        )

    async def _preview(self, command: UpdateStatus, account: Account) -> Answer:
        key = await self.revising.find(account, command.calendar_id, command.event_id)
        event = await self.revising.read(account, key)
        would_be = patched(event, await self.patches.of(command, account, event))
        return Answer(self._message(command, WOULD_SET_STATUS), self._data(command, would_be))

    def _data(self, command: UpdateStatus, event: CalendarEvent) -> OneEventData:
        return OneEventData(event=EventData.of(event, self.texts, command.locale))

    def _message(self, command: UpdateStatus, sentence: str) -> str:
        return self.texts.say(command.locale, sentence, status=mark_of(command.status))
