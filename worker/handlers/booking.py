"""Write a reserved meeting into the calendar, while its time is still free.

A write whose answer is lost is sent again while the deadline and the meeting's start lie ahead;
after that only reads are made, and two absences 60 s apart mean that nothing was done.
"""

from dataclasses import dataclass
from datetime import datetime

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.availability import OnNotVisible
from worker.domain.calendar_event import CalendarEvent, SendUpdates
from worker.errors import Refused, WorkerError
from worker.handlers.doubt import Doubt
from worker.handlers.insertion import Insertion, NewEvent
from worker.handlers.progress import BookingProgress
from worker.handlers.second_look import SecondLook, is_fresh
from worker.ports.calendar import Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands


class SlotLost(WorkerError):
    """Somebody took the time between our reading and our write."""


@dataclass(frozen=True, slots=True)
class Order:
    """One meeting to be written, and what bounds it."""

    account: Account
    claim: Claim
    progress: BookingProgress
    deadline: datetime | None
    send_updates: SendUpdates
    on_not_visible: OnNotVisible = OnNotVisible.TREAT_FREE

    @property
    def new_event(self) -> NewEvent:
        progress = self.progress
        return NewEvent(self.account, progress.calendar.id, progress.draft, self.send_updates)

    def is_late(self, now: datetime) -> bool:
        return now > self.progress.draft.when.start or self.is_past_deadline(now)

    def is_past_deadline(self, now: datetime) -> bool:
        return self.deadline is not None and now >= self.deadline


@dataclass(frozen=True, slots=True)
class Booking:
    calendar: Calendar
    commands: Commands
    clock: Clock
    insertion: Insertion

    async def write(self, order: Order) -> CalendarEvent:
        """Return the event as Google has it.

        Raise `SlotLost` if a second look shows the time taken, `Refused` `expired` if it is too
        late, and what `Insertion.write` raises.
        """
        doubt = Doubt(self.commands, order.claim, order.progress)
        now = self.clock.now()
        if order.is_late(now) or not is_fresh(order.progress, now):
            event = await self.insertion.find(order.new_event, doubt) or await self._look_again(order, doubt)
            if event is not None:
                return event
        return await self.insertion.write(order.new_event, doubt)

    async def _look_again(self, order: Order, doubt: Doubt) -> CalendarEvent | None:
        """Raise unless it is still time to write and the time is still free.

        What takes the time may be our own meeting, by a write that took effect only now: return it.
        """
        now = self.clock.now()
        if order.is_late(now):
            await doubt.confirm_no_effect()
            raise _too_late(order, now)
        if await self._is_still_free(order, doubt):
            return None
        event = await self.insertion.find(order.new_event, doubt)
        if event is None:
            await doubt.confirm_no_effect()
            raise SlotLost("the time was taken before the meeting could be written")
        return event

    async def _is_still_free(self, order: Order, doubt: Doubt) -> bool:
        look = SecondLook(order.account, order.progress, order.on_not_visible)
        with doubt.while_reading():
            return await look.is_free(self.calendar)


def _too_late(order: Order, now: datetime) -> Refused | SlotLost:
    """Return what a passed time means. Before any write only the deadline ends a command."""
    if order.claim.may_have_written or order.is_past_deadline(now):
        return Refused(Code.EXPIRED, "the deadline or the start passed before the meeting could be written")
    return SlotLost("the start passed before the meeting could be written")
