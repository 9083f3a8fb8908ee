"""What is really in the calendars: read from the local Google itself, past the worker."""

from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from worker.domain.interval import Interval
from worker.sandbox.demo.people import EVERYBODY, Person
from worker.sandbox.local_google.control.control import LocalGoogleControl

TRANSPARENT = "transparent"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in somebody's calendar."""

    id: str
    title: str
    when: Interval
    meet_url: str | None = None
    blocks: bool = True
    """Whether it takes its owner's time."""


@dataclass(frozen=True, slots=True)
class Calendars:
    control: LocalGoogleControl

    async def open(self) -> None:
        for person in EVERYBODY:
            await self.control.add_account(person.email, time_zone=person.zone_name)

    async def put(self, person: Person, title: str, when: Interval) -> None:
        """Enter an event as the person would, by hand."""
        hand = await self.control.person(person.email)
        await hand.insert({"summary": title, **as_body(when)})

    async def move(self, person: Person, event_id: str, when: Interval) -> None:
        """Drag an event to another time, as the person would."""
        hand = await self.control.person(person.email)
        await hand.patch(event_id, as_body(when))

    async def of(self, person: Person) -> list[Entry]:
        """Return what is in a calendar now; what was deleted is not."""
        events = await self.control.events(person.email)
        return [as_entry(event) for event in events if event["status"] != CANCELLED]


def as_body(when: Interval) -> dict[str, Any]:
    return {end: {"dateTime": getattr(when, end).isoformat()} for end in ("start", "end")}


def as_entry(event: dict[str, Any]) -> Entry:
    start, end = (datetime.fromisoformat(event[name]["dateTime"]) for name in ("start", "end"))
    return Entry(
        id=event["id"],
        title=event.get("summary", ""),
        when=Interval(start, end),
        meet_url=event.get("hangoutLink"),
        blocks=event.get("transparency") != TRANSPARENT,
    )


def overlapping(entries: list[Entry]) -> list[tuple[str, str]]:
    """Return the titles of events that take the same time twice."""
    blocking = [entry for entry in entries if entry.blocks]
    return [
        (one.title, other.title) for one, other in combinations(blocking, 2) if one.when.overlaps(other.when)
    ]
