"""Events as JSON in a column: the last version of each that was seen."""

from datetime import UTC, datetime, time

from pydantic import TypeAdapter, ValidationError

from worker.domain.calendar_event import CalendarEvent

_event: TypeAdapter[CalendarEvent] = TypeAdapter(CalendarEvent)


def to_json(event: CalendarEvent) -> str:
    return _event.dump_json(event).decode()


def from_json(stored: str) -> CalendarEvent:
    """Read what this or an earlier version stored; fields that it lacks take their defaults.

    Raise `ValueError` for anything else, and say what is wrong without what it says: people's words
    are for no log.
    """
    try:
        return _event.validate_json(stored)
    except ValidationError as error:
        wrong = ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors())
        raise ValueError(f"a stored event that cannot be read ({wrong})") from None


def end_of(event: CalendarEvent, before: CalendarEvent | None = None) -> datetime | None:
    """Return when an event is over, or None where no end is known, as of a series and its exceptions.

    A bare tombstone does not say: the version `before` it may. Midnight of an all-day event is
    taken in UTC, which is near enough for deciding what is long past.
    """
    for known in (event, before):
        if known is None or known.recurrence or known.recurring_event_id:
            return None
        if known.when is not None:
            return known.when.end
        if known.all_day is not None:
            return datetime.combine(known.all_day[1], time(), UTC)
    return None
