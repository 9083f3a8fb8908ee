"""Change an event that is there, so that the change is made once and undoes nobody else's.

What is sent names the version that was read (`If-Match`): on any other it has no effect, so a
change that somebody made in between is read, and everything is decided again. Whether a write whose
answer was lost took effect is told by its stamp: it is on the event, or the same write is sent again
while the deadline and the meeting's start lie ahead, or two absences 60 s apart say that it was not made.
"""

from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.own_writes import WRITE_ID
from worker.errors import (
    ConcurrentChange,
    EventGone,
    EventNotFound,
    GoogleSaid,
    OutcomeUncertain,
    Refused,
    TransientError,
)
from worker.handlers.changeable import changeable
from worker.handlers.doubt import Doubt
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.progress import RevisionProgress
from worker.handlers.revision_order import Named, Order, P, Planner
from worker.messages.commands.command import Command
from worker.ports.calendar import Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Booking, Claim, Commands, Observation, Settlement

ATTEMPTS = 5
"""How often everything is decided again because somebody else changed the event meanwhile."""


@dataclass(frozen=True, slots=True)
class Revising:
    calendar: Calendar
    homes: HomeCalendar
    commands: Commands
    clock: Clock

    async def find(self, account: Account, calendar_id: str | None, event_id: str) -> EventKey:
        """Return the event's key. Raise `Refused` `calendar_not_found`."""
        home = await self.homes.of_event(account, calendar_id, event_id)
        return EventKey(home.id, event_id)

    async def enter(
        self, account: Account, claim: Claim, begun: RevisionProgress | None, named: Named
    ) -> EventKey:
        """Take the meeting's row until the command ends, so that updates never run side by side.

        What was begun goes on where it was begun: to ask for the calendar again could be refused.
        """
        key = begun.event.key if begun else await self.find(account, named.calendar_id, named.event_id)
        await self.commands.enter_meeting(claim, key)
        return key

    async def read(self, account: Account, key: EventKey) -> CalendarEvent:
        """Return the event as it is now.

        Raise `Refused` if it may not be changed: `event_not_found`, `already_cancelled`,
        `not_organizer`, or `invalid_command` for a whole series.
        """
        return changeable(await self.homes.event(account, key))

    async def carry_out(self, order: Order[P], planner: Planner[P]) -> tuple[P, CalendarEvent]:
        """Return what was decided, and the event as the change left it, or as somebody left it since.

        The meeting is entered before. Raise what `read` and the planner raise, `Refused` `expired` if it
        is too late, `ConcurrentChange` if the event keeps changing, and what `patch` raises, but a
        definite no only if no write took effect.
        """
        begun = order.begun
        if begun is not None:
            if event := await self._go_on(order, begun, planner):
                return begun, event
            await self._note_no_effect(order, begun)
        try:
            return await self._begin(order.afresh, begun, planner)
        except OutcomeUncertain:
            raise
        except (Refused, TransientError) as error:
            error.nothing_written = True
            raise

    async def _begin(self, order: Order[P], lost: P | None, planner: Planner[P]) -> tuple[P, CalendarEvent]:
        """Decide and send until one takes effect; none that was sent before can any more."""
        for _ in range(ATTEMPTS):
            progress = await self._plan(order, lost, planner)
            event = await self._send(order, progress)
            if event is not None:
                return progress, event
            lost = progress
        raise ConcurrentChange("the event was changed again and again before it could be written")

    async def _plan(self, order: Order[P], lost: P | None, planner: Planner[P]) -> P:
        event = await self.read(order.account, order.key)
        if order.is_past_deadline(self.clock.now()):
            raise _too_late()
        return await planner.plan(event, lost)

    async def _go_on(self, order: Order[P], begun: P, planner: Planner[P]) -> CalendarEvent | None:
        """Finish what an earlier run began. Return None if it had no effect, and never will."""
        doubt = self._doubt(order, begun)
        if doubt.is_open:
            event = await self._look(order, doubt)
            if event is not None and (is_stamped(event, begun) or event.is_cancelled):
                return event if is_stamped(event, begun) else None
            if event is not None and await self._may_be_sent(order, begun, planner):
                await doubt.note_new_write()
                return await self._send(order, begun)
            if found := await self._after_a_last_look(order, begun):
                return found
        if order.is_late(begun, self.clock.now()):
            raise _too_late()
        return None

    async def _may_be_sent(self, order: Order[P], begun: P, planner: Planner[P]) -> bool:
        if order.is_late(begun, self.clock.now()):
            return False
        with self._doubt(order, begun).while_reading():
            return await planner.still_holds(begun)

    async def _after_a_last_look(self, order: Order[P], begun: P) -> CalendarEvent | None:
        """Return the event if our write is on it by now, or None if it surely was not made."""
        doubt = self._doubt(order, begun)
        event = await self._look(order, doubt)
        if event is not None and is_stamped(event, begun):
            return event
        await doubt.confirm_no_effect()
        return None

    async def _send(self, order: Order[P], progress: P) -> CalendarEvent | None:
        """Return the event, or None if another version or none is there: the write had no effect."""
        doubt = self._doubt(order, progress)
        if order.is_past_deadline(self.clock.now()):
            await doubt.confirm_no_effect()
            raise _too_late()
        try:
            return await self.calendar.patch(
                order.account, progress.event, progress.patch, order.send_updates, order.claim.lease
            )
        except (ConcurrentChange, EventGone, EventNotFound):
            return await self._after_another_version(order, progress, doubt)
        except OutcomeUncertain:
            raise
        except (Refused, TransientError, GoogleSaid) as error:
            await doubt.end_with(error)
            raise

    async def _after_another_version(
        self, order: Order[P], progress: P, doubt: Doubt
    ) -> CalendarEvent | None:
        """Return the event if the other version is our own, of a write whose answer was lost."""
        event = await self._look(order, doubt)
        if event is not None and is_stamped(event, progress):
            return event
        if doubt.is_open and event is not None and event.etag == progress.event.etag:
            raise OutcomeUncertain("the event is said to be another version, and reads as the old one")
        await doubt.note_definite_no()
        return None

    async def _look(self, order: Order[P], doubt: Doubt) -> CalendarEvent | None:
        """Return the event, or None where there is none."""
        key = order.key
        try:
            with doubt.while_reading():
                return await self.calendar.get(order.account, key.calendar_id, key.event_id)
        except EventNotFound:
            return None

    async def _note_no_effect(self, order: Order[P], begun: P) -> None:
        """Remember that what an earlier run decided has no effect, if that was not sure before."""
        doubt = self._doubt(order, begun)
        if doubt.is_open:
            await doubt.note_definite_no()

    def _doubt(self, order: Order[P], progress: P) -> Doubt:
        return Doubt(self.commands, order.claim, progress)


def settlement(
    command: Command, account: Account, event: CalendarEvent, booking: Booking = Booking.KEEP
) -> Settlement:
    """Return how a change ends. What a person removed since is told, and followed, when it is read."""
    if event.is_cancelled:
        return Settlement(booking=booking)
    seen = (Observation(account, event, command.command_id, command.locale),)
    return Settlement(booking=booking, observed=seen, attended=seen)


def is_stamped(event: CalendarEvent, progress: RevisionProgress) -> bool:
    """Tell whether our very write is on the event: whatever others did since, its stamp stays."""
    return event.property_named(WRITE_ID) == dict(progress.patch.private)[WRITE_ID]


def _too_late() -> Refused:
    return Refused(Code.EXPIRED, "the deadline or the start passed before the event could be changed")
