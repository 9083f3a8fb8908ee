"""A small Google: people and commands write into one calendar, and it is read in pages.

Two versions in a row have the same date, some tombstones say nothing, and pages that were read
may be stale by the time that anybody looks at them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.fakes.events import draft_as_event
from tests.store.asked import ANA, DAY, span
from tests.store.reading import bare
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventStatus

OWN = (("vai_created_by", "ai_agent"),)


@dataclass(slots=True)
class Diary:
    versions: int = 0
    events: dict[str, CalendarEvent] = field(default_factory=dict)
    """Tombstones too."""
    written: dict[str, int] = field(default_factory=dict)
    """The number of each event's present version."""

    @property
    def alive(self) -> dict[str, CalendarEvent]:
        return {name: one for name, one in self.events.items() if not one.is_cancelled}

    def put(self, event: CalendarEvent) -> CalendarEvent:
        """Write an event; every second version has the date of the one before."""
        self.versions += 1
        updated = DAY + timedelta(minutes=self.versions // 2)
        self.events[event.id] = replace(event, etag=f'"{self.versions}"', updated=updated)
        self.written[event.id] = self.versions
        return self.events[event.id]

    def insert(self, draft: EventDraft) -> CalendarEvent:
        return self.put(draft_as_event(draft, ANA.address))

    def by_hand(self, event_id: str, number: int, *, own: bool) -> None:
        """Let a person make an event, or change, delete or restore the one that is there.

        Titles end with a number that rises.
        """
        one = self.events.get(event_id)
        if one is None:
            private = OWN if own else ()
            draft = EventDraft(event_id, f"Hand {self.versions}", span(9, 10), "UTC", private=private)
            self.put(draft_as_event(draft, ANA.address))
        elif one.is_cancelled:
            self.put(replace(one, status=EventStatus.CONFIRMED, title=f"Back {self.versions}"))
        else:
            self.put(replace(one, **self._edit(number)))

    def _edit(self, number: int) -> dict[str, Any]:
        edits: list[dict[str, Any]] = [
            {"title": f"Hand {self.versions}"},
            {"when": span(10 + number % 5, 16)},
            {"status": EventStatus.CANCELLED},
            {"transparent": number % 2 == 0},
        ]
        return edits[number % len(edits)]

    def get(self, event_id: str) -> CalendarEvent:
        return self.told(self.events[event_id]) if event_id in self.events else bare(event_id)

    def told(self, event: CalendarEvent) -> CalendarEvent:
        """Return a version as Google tells it: of some deleted events nothing is left."""
        return bare(event.id) if event.is_cancelled and len(event.title) % 2 else event

    def changed_since(self, token: str | None) -> list[str]:
        """Return the ids of what a list names; the versions are those at the time of its page."""
        if token is None:
            return sorted(self.alive)
        return sorted(name for name, number in self.written.items() if number > int(token))

    def page(self, names: Iterable[str], *, everything: bool) -> list[CalendarEvent]:
        events = [self.events[name] for name in names]
        return [self.told(one) for one in events if not (everything and one.is_cancelled)]
