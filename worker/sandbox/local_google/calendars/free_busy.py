"""`freebusy.query`: when calendars are busy, never why [D].

A calendar that fails is an error inside a 200. What Google does not document is chosen in
`assumptions`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import UTC_ZONE, Span, span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.series.instances import instances
from worker.sandbox.local_google.instants import parse_instant, render, zone
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, invalid, not_found, required, time_range_empty

MOST_CALENDARS = 50
MOST_MEMBERS = 100
"""Of a group."""


def query_free_busy(call: Call) -> Reply:
    start, end = _range(call.body, call.world.assumptions)
    place = _zone(call.body)
    ids, most = _ids(call.body), _most(call.body, "calendarExpansionMax", MOST_CALENDARS)
    _most(call.body, "groupExpansionMax", MOST_MEMBERS)
    if len(ids) > most and call.world.assumptions.too_many_calendars == "refuse":
        raise Refusal(HTTPStatus.BAD_REQUEST, "tooManyCalendarsRequested")
    calendars = {
        one: _item(call, one, (start, end), place) if index < most else _failed("tooManyCalendarsRequested")
        for index, one in enumerate(ids)
    }
    return Reply(
        {
            "kind": "calendar#freeBusy",
            "timeMin": render(start, place),
            "timeMax": render(end, place),
            "calendars": calendars,
        }
    )


def _range(body: Json, assumptions: Assumptions) -> Span:
    start, end = (_bound(body, name) for name in ("timeMin", "timeMax"))
    if start >= end:
        raise time_range_empty()
    longest = assumptions.free_busy_max_days
    if longest is not None and end - start > timedelta(days=longest):
        raise Refusal(HTTPStatus.BAD_REQUEST, "timeRangeTooLong")
    return start, end


def _bound(body: Json, name: str) -> datetime:
    if body.get(name) is None:
        raise required(f"Missing {name} parameter.", name)
    read = parse_instant(body[name])
    if read is None:  # a local time is refused even with `timeZone`, which is for the response only
        raise invalid(f"Not an RFC3339 timestamp with a time zone offset: {name}.", name)
    return read


def _zone(body: Json) -> ZoneInfo:
    if body.get("timeZone") is None:
        return UTC_ZONE
    place = zone(body["timeZone"])
    if place is None:
        raise invalid("Unknown time zone.", "timeZone")
    return place


def _ids(body: Json) -> list[str]:
    items = body.get("items") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise invalid("Invalid items.", "items")
    ids = [item.get("id") for item in items]
    if not all(isinstance(one, str) and one for one in ids):
        raise invalid("Invalid items.", "items")
    return list(dict.fromkeys(ids))


def _most(body: Json, name: str, most: int) -> int:
    """Return how many are expanded. Groups are none here, but as strictly asked for."""
    asked = body.get(name, most)
    if not isinstance(asked, int) or isinstance(asked, bool) or not 0 < asked <= most:
        raise invalid(f"{name} is at most {most}.", name)
    return asked


def _item(call: Call, calendar_id: str, asked: Span, place: ZoneInfo) -> Json:
    ordered = call.free_busy_errors.get(calendar_id.lower())
    if ordered:
        return _failed(ordered)
    try:
        calendar = call.world.visible(calendar_id, call.caller.subject)
    except Refusal:
        return _failed(not_found().reason)
    spans = busy_spans(calendar, asked, call.world.assumptions)
    return {"busy": [{"start": render(start, place), "end": render(end, place)} for start, end in spans]}


def _failed(reason: str) -> Json:
    return {"errors": [{"domain": "global", "reason": reason}], "busy": []}


def busy_spans(calendar: Calendar, asked: Span, assumptions: Assumptions) -> list[Span]:
    """Return when a calendar is busy within a range, in order."""
    all_day_zone = calendar.zone if assumptions.all_day_uses_calendar_zone else UTC_ZONE
    busy = [
        span(copy.shared, all_day_zone)
        for copy in _single_events(calendar, asked, all_day_zone, assumptions)
        if blocks_time(copy, assumptions)
    ]
    spans = sorted(one for one in busy if one[0] < asked[1] and one[1] > asked[0] and one[0] < one[1])
    if assumptions.busy_is_clipped:
        spans = [(max(start, asked[0]), min(end, asked[1])) for start, end in spans]
    return _merged(spans, assumptions) if assumptions.overlapping_busy_is_merged else spans


def _single_events(
    calendar: Calendar, asked: Span, all_day_zone: ZoneInfo, assumptions: Assumptions
) -> Iterator[Copy]:
    for copy in calendar.copies.values():
        if copy.is_series:
            yield from instances(copy, asked, all_day_zone, assumptions)
        else:
            yield copy


def blocks_time(copy: Copy, assumptions: Assumptions) -> bool:
    """Say whether a copy makes its calendar busy."""
    if copy.status == "cancelled" or copy.private.get("transparency") == "transparent":
        return False
    if copy.status == "tentative" and not assumptions.tentative_event_is_busy:
        return False
    ignored = {"declined"}
    ignored |= set() if assumptions.needs_action_is_busy else {"needsAction"}
    ignored |= set() if assumptions.tentative_response_is_busy else {"tentative"}
    return copy.own_response not in ignored


def _merged(spans: list[Span], assumptions: Assumptions) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        last = merged[-1][1] if merged else None
        touching = last is not None and (
            start < last or (start == last and assumptions.adjacent_busy_is_merged)
        )
        if touching:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
