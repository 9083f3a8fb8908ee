"""The events of a calendar as a person sees them in some time: instances in place of series.

A series is its master, and exceptions for those of its instances that were changed or taken away.
What is made of a master has the id and the link that Google gives an instance. An event without a
time, as one that ends when it starts, is nowhere.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval
from worker.domain.recurrence import occurrences
from worker.domain.zones import UnknownZone, day_start, zone

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
LONGEST = timedelta(days=3660)
"""A series whose instances last longer is none that anybody comes to: it is not expanded."""
LINK_ID = "eid="


@dataclass(frozen=True, slots=True)
class Happening:
    """One event at its time. They are in order of their start, and of their ids where that is one."""

    span: Interval
    event: CalendarEvent

    @property
    def place(self) -> tuple[datetime, str]:
        return self.span.start, self.event.id


def happenings(events: Iterable[CalendarEvent], window: Interval, calendar_zone: ZoneInfo) -> list[Happening]:
    """Return what overlaps a window, in order.

    `events` are all that are known of a calendar, or instances already; days begin at midnight of
    the calendar's zone.
    """
    known = {event.id: event for event in events}
    excepted = {id_ for event in known.values() if (id_ := original_id(event))}
    found: list[Happening] = []
    for event in known.values():
        master = known.get(event.recurring_event_id or "")
        if event.is_cancelled or (master is not None and master.is_cancelled):
            continue
        for one in _each(event, window, calendar_zone):
            span = span_of(one, calendar_zone)
            is_plain = one is event or one.id not in excepted
            if span is not None and span.overlaps(window) and is_plain:
                found.append(Happening(span, one))
    return sorted(found, key=lambda one: one.place)


def span_of(event: CalendarEvent, calendar_zone: ZoneInfo) -> Interval | None:
    if event.all_day is None:
        return event.when
    first, after = event.all_day
    if first >= after:
        return None
    return Interval(day_start(first, calendar_zone), day_start(after, calendar_zone))


def original_id(exception: CalendarEvent) -> str | None:
    """Return the id that the instance of a series has by its series, whatever became of it."""
    if exception.recurring_event_id is None or exception.original_start is None:
        return None
    start = _moment(exception.original_start)
    return None if start is None else instance_id(exception.recurring_event_id, start)


def instance_id(series_id: str, start: date) -> str:
    """Return what Google calls an instance: after its series, and the start that the rule gives it."""
    if isinstance(start, datetime):
        return f"{series_id}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{series_id}_{start:%Y%m%d}"


def _moment(text: str) -> date | None:
    """Read an instant or a day."""
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _each(event: CalendarEvent, window: Interval, calendar_zone: ZoneInfo) -> Iterator[CalendarEvent]:
    if not event.recurrence:
        yield event
    elif event.all_day is not None and event.all_day[1] - event.all_day[0] <= LONGEST:
        yield from _all_day_instances(event, event.all_day, window, calendar_zone)
    elif event.when is not None and event.when.duration <= LONGEST:
        yield from _timed_instances(event, event.when, window, calendar_zone)


def _timed_instances(
    master: CalendarEvent, first: Interval, window: Interval, calendar_zone: ZoneInfo
) -> Iterator[CalendarEvent]:
    bounds = (window.start - first.duration + TICK, window.end)
    for start in occurrences(master.recurrence, first.start, _zone_of(master, calendar_zone), bounds):
        yield replace(_instance(master, start), when=Interval(start, start + first.duration))


def _all_day_instances(
    master: CalendarEvent, first: tuple[date, date], window: Interval, calendar_zone: ZoneInfo
) -> Iterator[CalendarEvent]:
    length = first[1] - first[0]
    earliest = window.start.astimezone(calendar_zone).date() - length
    last = window.end.astimezone(calendar_zone).date() + DAY
    for start in occurrences(master.recurrence, first[0], calendar_zone, (earliest, last)):
        yield replace(_instance(master, start), all_day=(start, start + length))


def _zone_of(master: CalendarEvent, calendar_zone: ZoneInfo) -> ZoneInfo:
    try:
        return zone(master.time_zone) if master.time_zone else calendar_zone
    except UnknownZone:
        return calendar_zone


def _instance(master: CalendarEvent, start: date) -> CalendarEvent:
    name = instance_id(master.id, start)
    return replace(
        master,
        id=name,
        html_link=_link_of(master, name),
        recurrence=(),
        recurring_event_id=master.id,
        original_start=start.isoformat(),
    )


def _link_of(master: CalendarEvent, name: str) -> str | None:
    """Return Google's page of an instance: its address names the event and the calendar, in base64."""
    page, found, coded = (master.html_link or "").rpartition(LINK_ID)
    try:
        named, _, calendar = urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode().partition(" ")
    except ValueError:
        return master.html_link
    if not found or named != master.id:
        return master.html_link
    return page + LINK_ID + urlsafe_b64encode(f"{name} {calendar}".encode()).decode().rstrip("=")
