"""`start` and `end` of an event: timed or all-day, half-open, in a zone [D][S19]."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.instants import at_wall_time, midnight, parse, parse_date, render, zone
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid, required, time_range_empty

UTC_ZONE = ZoneInfo("UTC")
YEARS = range(1000, 2200)
"""Events of other years are not built: no calculation with these leaves what Python can count."""
Span = tuple[datetime, datetime]


def clean_times(fields: Json, calendar_zone: ZoneInfo, assumptions: Assumptions) -> dict[str, Json]:
    """Return `start` and `end` as they are kept, or refuse them."""
    times: dict[str, Json] = {}
    for name in ("start", "end"):
        given = fields.get(name)
        if not isinstance(given, dict) or not (given.get("date") or given.get("dateTime")):
            raise required(f"Missing {name} time.")
        times[name] = _clean_time(given, name, calendar_zone, assumptions)
    _check_order(times, calendar_zone, assumptions)
    return times


def _clean_time(given: Json, name: str, calendar_zone: ZoneInfo, assumptions: Assumptions) -> Json:
    if given.get("date") and given.get("dateTime"):
        raise invalid(f"The {name} time has both a date and a dateTime.")
    if given.get("date"):
        day = parse_date(given["date"])
        if day is None or day.year not in YEARS:
            raise invalid(f"Invalid {name} date.")
        return {"date": day.isoformat()}
    named = given.get("timeZone")
    place = zone(named) if named else None
    if named and place is None:
        raise invalid(f"Invalid time zone definition for {name} time.")
    if place is None and assumptions.local_time_without_zone == "calendar_zone":
        place = calendar_zone
    # An event belongs to a zone: without one of its own, to its calendar's.
    instant = _instant(given["dateTime"], name, place, assumptions)
    return {"dateTime": render(instant, UTC_ZONE), "timeZone": named or calendar_zone.key}


def _instant(text: Any, name: str, place: ZoneInfo | None, assumptions: Assumptions) -> datetime:
    read = parse(text)
    if read is None or read.year not in YEARS:
        raise invalid(f"Invalid {name} dateTime.")
    if read.tzinfo:
        return read.astimezone(UTC).replace(microsecond=0)
    if place is None:
        raise required(f"Missing time zone definition for {name} time.")
    return at_wall_time(read.replace(microsecond=0), place, assumptions.local_time_fold)


def _check_order(times: dict[str, Json], calendar_zone: ZoneInfo, assumptions: Assumptions) -> None:
    if ("date" in times["start"]) != ("date" in times["end"]):
        raise invalid("Start and end times must either both be date or both be dateTime.")
    start, end = span(times, calendar_zone)
    empty_allowed = assumptions.zero_length_events and "dateTime" in times["start"]
    if end < start or (end == start and not empty_allowed):
        raise time_range_empty()


def span(fields: Json, all_day_zone: ZoneInfo) -> Span:
    """Return the half-open span of kept times; all-day ones run from midnight in `all_day_zone`."""
    start, end = (_moment(fields[name], all_day_zone) for name in ("start", "end"))
    return start, end


def _moment(kept: Json, all_day_zone: ZoneInfo) -> datetime:
    day = parse_date(kept.get("date"))
    return midnight(day, all_day_zone) if day else _kept_instant(kept["dateTime"])


@lru_cache(maxsize=65536)  # a free/busy query reads every event of fifty calendars
def _kept_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def shown_time(kept: Json, shown_zone: ZoneInfo) -> Json:
    """Write a kept time as an answer shows it: rendered in one zone, with the event's own beside it."""
    if "date" in kept:
        return dict(kept)
    instant = _kept_instant(kept["dateTime"])
    return {"dateTime": render(instant, shown_zone), "timeZone": kept["timeZone"]}
