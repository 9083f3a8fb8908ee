"""`events.list`: filters, order and pages [D][S24].

A page token holds the query it belongs to and the place of the last event shown, so that
writes between two pages neither repeat an event nor lose one.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_filter import EventFilter, event_filter
from worker.sandbox.local_google.events.event_times import span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.reading import count_reading
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.instants import render_stamp
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import invalid, not_implemented

DEFAULT_PAGE = 250
LARGEST_PAGE = 2500
Place = list[Any]
"""Where an event stands in the order: JSON scalars, the last one the event's ordinal."""


def list_events(call: Call) -> Reply:
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query)
    if call.query.text("syncToken"):
        raise not_implemented("sync tokens")
    size, after = _page_size(call), _after(call.query, calendar)
    place = _order(call.query, calendar)
    wanted = event_filter(call, calendar, details=view.details)
    rest = [copy for copy in _ordered(calendar, wanted, place) if after is None or place(copy) > after]
    empty = call.world.behaviour.first_page_empty and call.query.text("pageToken") is None
    page = [] if empty else rest[:size]
    for copy in page:
        count_reading(call.world, copy)
    body = {**_head(calendar, view.role), "items": [render_event(copy, view) for copy in page]}
    if len(page) < len(rest):
        last = place(page[-1]) if page else None
        body["nextPageToken"] = _token(call.query, calendar, last)
    return Reply(body)


def _ordered(calendar: Calendar, wanted: EventFilter, place: Callable[[Copy], Place]) -> list[Copy]:
    return sorted((copy for copy in calendar.copies.values() if wanted.takes(copy)), key=place)


def _head(calendar: Calendar, role: str) -> Json:
    newest = max(calendar.copies.values(), key=lambda copy: copy.version, default=None)
    head: Json = {
        "kind": "calendar#events",
        "etag": newest.etag if newest else '"0"',
        "summary": calendar.summary,
        "timeZone": calendar.zone.key,
        "accessRole": role,
        "defaultReminders": [],
    }
    return {**head, "updated": render_stamp(newest.updated)} if newest else head


def _page_size(call: Call) -> int:
    asked = call.query.integer("maxResults", least=1) or DEFAULT_PAGE
    if asked > LARGEST_PAGE and call.world.assumptions.oversized_page == "refuse":
        raise invalid(f"maxResults is at most {LARGEST_PAGE}.", "maxResults")
    return min(asked, LARGEST_PAGE, call.world.behaviour.page_size_cap or LARGEST_PAGE)


def _order(query: Query, calendar: Calendar) -> Callable[[Copy], Place]:
    order = query.one_of("orderBy", frozenset({"startTime", "updated"}))
    if order == "startTime":
        if not query.boolean("singleEvents"):
            raise invalid("The requested ordering is not available for the particular query.", "orderBy")
        return lambda copy: [_stamp(span(copy.meeting.shared, calendar.zone)[0]), copy.ordinal]
    if order == "updated":
        return lambda copy: [_stamp(copy.updated), copy.ordinal]
    return lambda copy: [copy.ordinal]


def _stamp(instant: datetime) -> float:
    return instant.timestamp()


def _fingerprint(query: Query, calendar: Calendar) -> str:
    """Return a mark of the query: each page repeats the identical one [S24]."""
    asked = sorted((name, list(given)) for name, given in query.values.items() if name != "pageToken")
    return hashlib.sha256(json.dumps([calendar.id, asked]).encode()).hexdigest()[:16]


def _token(query: Query, calendar: Calendar, last: Place | None) -> str:
    content = json.dumps([_fingerprint(query, calendar), last])
    return base64.urlsafe_b64encode(content.encode()).decode()


def _after(query: Query, calendar: Calendar) -> Place | None:
    token = query.text("pageToken")
    if token is None:
        return None
    try:
        mark, last = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError, TypeError):
        raise invalid("Invalid page token value.", "pageToken") from None
    if mark != _fingerprint(query, calendar):
        raise invalid("The page token belongs to another query.", "pageToken")
    return list(last) if last is not None else None
