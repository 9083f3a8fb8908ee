"""A calendar for the contract suite, and the hand of fate: the fake's, and the local Google's."""

from dataclasses import dataclass, replace
from typing import Protocol

from tests.fakes.calendar import FakeCalendar
from tests.google.meeting import ANA, BOB
from worker.domain.calendar_event import CalendarEvent
from worker.errors import OutcomeUncertain
from worker.ports.calendar import Calendar
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault


class Setting(Protocol):
    """A calendar, and the hand of fate: Ana and Bob are colleagues, the guest's calendar is hidden."""

    @property
    def calendar(self) -> Calendar: ...

    async def edit(self, event: CalendarEvent, title: str) -> None:
        """Change an event by hand."""
        ...

    async def answer(self, event: CalendarEvent, comment: str) -> None:
        """Let Bob accept, with a few words."""
        ...

    async def break_reading(self, calendar_id: str) -> None:
        """Let the next free/busy fail for one calendar."""
        ...

    async def lose_answer(self, operation: str) -> None:
        """Let the next write take effect, and its answer be lost."""
        ...


@dataclass(frozen=True)
class InMemory:
    calendar: FakeCalendar

    async def edit(self, event: CalendarEvent, title: str) -> None:
        self.calendar.put(replace(event, title=title))

    async def answer(self, event: CalendarEvent, comment: str) -> None:
        (bob,) = event.attendees
        answered = replace(bob, response="accepted", comment=comment)
        self.calendar.put(replace(event, attendees=(answered,)))

    async def break_reading(self, calendar_id: str) -> None:
        self.calendar.unreadable.add(calendar_id)

    async def lose_answer(self, operation: str) -> None:
        self.calendar.fail(operation, OutcomeUncertain(operation), after_the_effect=True)


@dataclass(frozen=True)
class OverHttp:
    calendar: Calendar
    control: LocalGoogleControl

    async def edit(self, event: CalendarEvent, title: str) -> None:
        ana = await self.control.person(ANA.address)
        await ana.patch(event.id, {"summary": title})

    async def answer(self, event: CalendarEvent, comment: str) -> None:
        bob = await self.control.person(BOB)
        entry = {"email": BOB, "responseStatus": "accepted", "comment": comment}
        await bob.patch(event.id, {"attendees": [entry], "attendeesOmitted": True})

    async def break_reading(self, calendar_id: str) -> None:
        await self.control.add_fault(Fault(path="freeBusy", free_busy_errors={calendar_id: "internalError"}))

    async def lose_answer(self, operation: str) -> None:
        method = {"insert": "POST", "patch": "PATCH", "delete": "DELETE"}[operation]
        await self.control.add_fault(Fault(method=method, path="/events", when="after", status=503))
