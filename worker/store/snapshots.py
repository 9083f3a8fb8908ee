"""Events as JSON in a column: the last version of each that was seen."""

from pydantic import TypeAdapter

from worker.domain.calendar_event import CalendarEvent

_event: TypeAdapter[CalendarEvent] = TypeAdapter(CalendarEvent)


def to_json(event: CalendarEvent) -> str:
    return _event.dump_json(event).decode()


def from_json(stored: str) -> CalendarEvent:
    """Read what this or an earlier version stored; fields that it lacks take their defaults."""
    return _event.validate_json(stored)
