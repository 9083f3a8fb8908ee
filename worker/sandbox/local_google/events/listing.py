"""`events.list`: filters, order and pages [D][S24].

A page token holds the place of the last event shown, so that writes between two pages
neither repeat an event nor lose one.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from worker.sandbox.local_google.calendars.calendar_list import default_reminders
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_filter import EventFilter, event_filter
from worker.sandbox.local_google.events.event_times import span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.reading import count_reading, settle_conferences
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.instants import render_stamp
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.event_feed import event_feed
from worker.sandbox.local_google.sync.reading import Place, begin_reading, ending
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import invalid

DEFAULT_PAGE = 250
LARGEST_PAGE = 2500


def list_events(call: Call) -> Reply:
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    settle_conferences(call.world, calendar)
    size, place = _page_size(call), _order(call.query, calendar)
    reading = begin_reading(call, event_feed(calendar, call.world.assumptions))
    wanted = event_filter(call, calendar, reading, details=view.details)
    view = replace(view, bare_tombstones=wanted.hides_details_of_deleted)
    shown, after = _ordered(wanted, place), reading.after
    rest = [copy for copy in shown if after is None or place(copy) > after]
    empty = call.world.behaviour.first_page_empty and call.query.text("pageToken") is None
    page = [] if empty else rest[:size]
    for copy in page:
        count_reading(call.world, copy)
    last = place(page[-1]) if page else after
    return Reply(
        {
            **_head(calendar, view.role),
            "defaultReminders": default_reminders(call, calendar),
            "items": [render_event(copy, view) for copy in page],
            **ending(call, reading, last, more=_more(call, page, rest)),
        }
    )


def _more(call: Call, page: list[Copy], rest: list[Copy]) -> bool:
    """Say whether a page has a `nextPageToken`, which tells nothing about what is on the next one [D]."""
    return len(page) < len(rest) or (bool(page) and call.world.behaviour.last_page_empty)


def _ordered(wanted: EventFilter, place: Callable[[Copy], Place]) -> list[Copy]:
    return sorted(wanted.events(), key=place)


def _head(calendar: Calendar, role: str) -> Json:
    newest = max(calendar.copies.values(), key=lambda copy: copy.version, default=None)
    head: Json = {
        "kind": "calendar#events",
        "etag": newest.etag if newest else '"0"',
        "summary": calendar.summary,
        "timeZone": calendar.zone.key,
        "accessRole": role,
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
        return lambda copy: [_stamp(span(copy.shared, calendar.zone)[0]), *_ordinal(copy)]
    if order == "updated":
        return lambda copy: [_stamp(copy.updated), *_ordinal(copy)]
    return _ordinal


def _ordinal(copy: Copy) -> Place:
    """Return the order of arrival; instances that are not kept came with their series, and have its."""
    return [copy.ordinal, copy.meeting.id]


def _stamp(instant: datetime) -> float:
    return instant.timestamp()
