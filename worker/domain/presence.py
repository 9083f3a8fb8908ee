"""Whether an event, or any of its series, happens in some time, as far as one event says.

Where it does not say, it may. Days are days in whatever zone they are meant, and instances that
were moved are events of their own.
"""

from datetime import UTC, datetime, time, timedelta

from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval
from worker.domain.recurrence import occurs_within
from worker.domain.zones import UnknownZone, zone

DAY = timedelta(days=1)
ANY_ZONE = timedelta(hours=14)
"""Midnight of a day lies within so much of its midnight in UTC, wherever one is."""
FAR = timedelta(days=3660)
"""A series that is silent for so long counts as over."""
TICK = timedelta(microseconds=1)
FIRST = datetime(2, 1, 1, tzinfo=UTC)
"""Before it there is not every zone's midnight; nothing need be sought further back."""


def lies_within(event: CalendarEvent, when: Interval) -> bool:
    """Tell whether any part lies in a time."""
    span = _span(event)
    if span is None or span.overlaps(when):
        return True
    return bool(event.recurrence) and _recurs_within(event, span, when)


def occurs_after(event: CalendarEvent, since: datetime) -> bool:
    """Tell whether any part lies after an instant."""
    span = _span(event)
    if span is None or since < span.end:
        return True
    return bool(event.recurrence) and _recurs_within(event, span, Interval(since, since + FAR))


def _span(event: CalendarEvent) -> Interval | None:
    if event.all_day is None:
        return event.when
    first, after = (datetime.combine(day, time(), UTC) for day in event.all_day)
    return Interval(first - ANY_ZONE, after + ANY_ZONE)


def _recurs_within(series: CalendarEvent, span: Interval, when: Interval) -> bool:
    """Look for a start late enough to last into a time; `span` is that of the first."""
    earliest = when.start - min(span.duration, max(when.start - FIRST, timedelta(0)))
    try:
        in_zone = zone(series.time_zone or "UTC")
    except UnknownZone:
        return True
    if series.all_day is not None:
        days = (earliest.date(), when.end.date() + DAY)
        return occurs_within(series.recurrence, series.all_day[0], in_zone, days)
    return occurs_within(series.recurrence, span.start, in_zone, (earliest + TICK, when.end))
