"""What happened between two versions of an event, in the words that readers of changes use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from worker.domain.calendar_event import CalendarEvent


class ChangeKind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    MOVED = "moved"
    """Its time is another one, whatever else changed."""
    CANCELLED = "cancelled"
    RESPONDED = "responded"
    """Nothing changed but what attendees answered."""


class Origin(StrEnum):
    SELF = "self"
    """A command of this system made this very change."""
    EXTERNAL = "external"
    """A person or another program did, also when the event was once made by this system."""


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    changed: tuple[str, ...]
    """Names of the published fields that differ, in the order of their publication."""


def _by_address(event: CalendarEvent) -> Any:
    """Return the attendees whatever order Google gives them in."""
    return sorted(event.attendees, key=lambda attendee: attendee.email)


PUBLISHED: dict[str, Callable[[CalendarEvent], Any]] = {
    "title": lambda event: event.title,
    "start": lambda event: event.all_day[0] if event.all_day else event.when and event.when.start,
    "end": lambda event: event.all_day[1] if event.all_day else event.when and event.when.end,
    "time_zone": lambda event: event.time_zone,
    "meet_url": lambda event: event.meet_url,
    "meet_status": lambda event: event.meet_status,
    "html_link": lambda event: event.html_link,
    "attendees": _by_address,
    "status": lambda event: event.status,
    "description": lambda event: event.description,
    "location": lambda event: event.location,
    "all_day": lambda event: event.all_day is not None,
    "recurrence": lambda event: event.recurrence,
    "recurring_event_id": lambda event: event.recurring_event_id,
    "original_start": lambda event: event.original_start,
}
"""The fields of a change's `after` that can change, and how they are read."""

_TIME = frozenset({"start", "end", "all_day"})


def compare(before: CalendarEvent | None, after: CalendarEvent) -> Change | None:
    """Return what to publish about an event that is `after` now, or None where there is nothing to tell.

    An event that is back from the dead counts as created, one that was never known alive and
    is cancelled as nothing.
    """
    was_alive = before is not None and not before.is_cancelled
    if after.is_cancelled:
        return Change(ChangeKind.CANCELLED, ("status",)) if was_alive else None
    if before is None or before.is_cancelled:
        blank = CalendarEvent(after.id, after.calendar_id, "", after.status)
        return Change(ChangeKind.CREATED, ("status", *_different(blank, after)))
    changed = _different(before, after)
    return Change(_kind(before, after, changed), changed) if changed else None


def _different(before: CalendarEvent, after: CalendarEvent) -> tuple[str, ...]:
    return tuple(name for name, read in PUBLISHED.items() if read(before) != read(after))


def _kind(before: CalendarEvent, after: CalendarEvent, changed: tuple[str, ...]) -> ChangeKind:
    if not _TIME.isdisjoint(changed):
        return ChangeKind.MOVED
    if changed == ("attendees",) and _without_responses(before) == _without_responses(after):
        return ChangeKind.RESPONDED
    return ChangeKind.UPDATED


def _without_responses(event: CalendarEvent) -> Any:
    return [replace(attendee, response="") for attendee in _by_address(event)]
