"""The instances of a series, made when they are looked at [S18].

An instance has an id of its own: its series' and the start that the rule gives it, in UTC.
One that was changed is kept as an exception; the others are their series at another time.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from worker.domain.recurrence import is_endless, occurrences, occurs_within
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import UTC_ZONE, YEARS, Span, span
from worker.sandbox.local_google.events.meeting import Copy, Meeting
from worker.sandbox.local_google.instants import before, parse_date, render, zone
from worker.sandbox.local_google.json_types import Json

INSTANCE_ID = re.compile(r"(?P<series>[^_]+)_(?P<day>[0-9]{8})(T(?P<clock>[0-9]{6})Z)?")
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = timedelta(days=100 * 365)
"""How far a series with an end is followed, where nobody says how far."""
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TIMES = frozenset({"start", "end", "recurrence"})

expand = lru_cache(maxsize=4096)(occurrences)


def find_copy(calendar: Calendar, event_id: str, assumptions: Assumptions) -> Copy | None:
    """Return what has this id on a calendar: a single event, a series, an exception or an instance."""
    return calendar.copies.get(event_id) or _instance_named(calendar, event_id, assumptions)


def _instance_named(calendar: Calendar, event_id: str, assumptions: Assumptions) -> Copy | None:
    read = INSTANCE_ID.fullmatch(event_id)
    master = calendar.copies.get(read["series"]) if read else None
    if read is None or master is None or not master.meeting.is_series:
        return None
    try:
        day = datetime.strptime(read["day"] + (read["clock"] or "000000"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    start = day if read["clock"] else day.date()
    return instance(master, start) if is_start(master.shared, start, assumptions) else None


def is_start(shared: dict[str, Any], start: date, assumptions: Assumptions) -> bool:
    """Say whether a series has an instance with this very start: an instant, or a day if it is all-day."""
    counts = assumptions.series_start_always_counts
    first, place = _start_of(shared), _zone_of(shared)
    if isinstance(first, datetime) and isinstance(start, datetime):
        return occurs_within(shared["recurrence"], first, place, (start, start + SECOND), start_counts=counts)
    if isinstance(first, datetime) or isinstance(start, datetime):
        return False
    return occurs_within(shared["recurrence"], first, place, (start, start + DAY), start_counts=counts)


def instances(master: Copy, window: Span, all_day_zone: ZoneInfo, assumptions: Assumptions) -> Iterator[Copy]:
    """Give the instances that overlap a window and are no exceptions on this calendar, in order."""
    for start in starts(master.shared, window, all_day_zone, assumptions):
        made = instance(master, start)
        if not made.is_kept:
            yield made


def starts(
    shared: dict[str, Any], window: Span, all_day_zone: ZoneInfo, assumptions: Assumptions
) -> tuple[date, ...]:
    """Return the starts of what overlaps a window: days, or instants.

    Also of what only touches its beginning, and of all-day series a day too many on each side.
    """
    lines, first, place = tuple(shared["recurrence"]), _start_of(shared), _zone_of(shared)
    counts = assumptions.series_start_always_counts
    begin, end = span(shared, UTC_ZONE)
    if isinstance(first, datetime):
        bounds = (before(window[0], end - begin), window[1])
        return expand(lines, first, place, bounds, start_counts=counts)
    begins = before(window[0], end - begin).astimezone(all_day_zone).date()
    ends = window[1].astimezone(all_day_zone).date() + DAY
    return expand(lines, first, place, (begins, ends), start_counts=counts)


def overlaps(shared: dict[str, Any], window: Span, all_day_zone: ZoneInfo, assumptions: Assumptions) -> bool:
    """Say whether any instance of a series overlaps a window."""
    for start in starts(shared, window, all_day_zone, assumptions):
        begin, end = span(times_at(shared, start), all_day_zone)
        if begin < window[1] and end > window[0]:
            return True
    return False


def whole_window(
    shared: dict[str, Any],
    bounds: tuple[datetime | None, datetime | None],
    now: datetime,
    assumptions: Assumptions,
) -> Span:
    """Return the window to expand, where a list has no bounds of its own."""
    first, last = bounds
    if last is None:
        horizon = timedelta(days=assumptions.endless_series_days)
        length = horizon if is_endless(shared["recurrence"], _zone_of(shared)) else LATEST
        last = max(now, first or now, span(shared, UTC_ZONE)[0]) + length
    return first or EARLIEST, last


def instance(master: Copy, start: date) -> Copy:
    """Return the instance that starts then: the exception, or one made up from its series."""
    series = master.meeting
    event_id = instance_id(series.id, start)
    known = series.exceptions.get(event_id)
    if known and master.calendar_id in known.copies:
        return known.copies[master.calendar_id]
    return replace(
        master,
        meeting=known or _meeting(master, event_id, start),
        private=dict(master.private),
        private_properties=dict(master.private_properties),
        reminders=dict(master.reminders),
        own_shared={name: value for name, value in master.own_shared.items() if name not in TIMES},
    )


def _meeting(master: Copy, event_id: str, start: date) -> Meeting:
    series = master.meeting
    times = times_at(master.shared, start)
    return Meeting(
        id=event_id,
        ical_uid=series.ical_uid,
        organizer=series.organizer,
        creator=series.creator,
        created=series.created,
        shared={**_plain(series), **times},
        sequence=series.sequence,
        conference=series.conference,
        series=series,
        original=times["start"],
    )


def plain_fields(series: Meeting, start: date) -> dict[str, Any]:
    """Return the shared fields of an instance that does not differ from its series."""
    return {**_plain(series), **times_at(series.shared, start)}


def _plain(series: Meeting) -> dict[str, Any]:
    """Return what all instances have in common: everything but the times, which are of the series' first."""
    fields = {name: value for name, value in series.shared.items() if name != "recurrence"}
    if series.cancelled:
        fields["status"] = "confirmed"  # its series is cancelled, and it with it
    return fields


def instance_id(series_id: str, start: date) -> str:
    stamp = f"{start:%Y%m%dT%H%M%SZ}" if isinstance(start, datetime) else f"{start:%Y%m%d}"
    return f"{series_id}_{stamp}"


def times_at(shared: dict[str, Any], start: date) -> dict[str, Json]:
    """Return the kept times of an instance: as long as the first one, in days or by the clock."""
    if not isinstance(start, datetime):
        first, last = (date.fromisoformat(shared[name]["date"]) for name in ("start", "end"))
        return {"start": {"date": start.isoformat()}, "end": {"date": (start + (last - first)).isoformat()}}
    begin, end = span(shared, UTC_ZONE)
    instants = {"start": start, "end": start + (end - begin)}
    return {
        name: {**shared[name], "dateTime": render(instant, UTC_ZONE)} for name, instant in instants.items()
    }


def original_start(meeting: Meeting) -> date:
    """Return the start that the series gives an instance: an instant, or a day."""
    return _start_of({"start": meeting.original})


def _start_of(shared: dict[str, Any]) -> date:
    kept = shared["start"]
    return parse_date(kept.get("date")) or datetime.fromisoformat(kept["dateTime"]).astimezone(UTC)


def _zone_of(shared: dict[str, Any]) -> ZoneInfo:
    return zone(shared["start"].get("timeZone")) or UTC_ZONE
