"""`events.list`: filters, order and pages [D][S24].

A page token holds the place of the last event shown, so that writes between two pages
neither repeat an event nor lose one.
"""

from collections.abc import Callable
from dataclasses import replace

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_filter import event_filter
from worker.sandbox.local_google.events.event_times import span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.paging import events_page_size, page_body
from worker.sandbox.local_google.events.reading import settle_conferences
from worker.sandbox.local_google.events.rendering import view_of
from worker.sandbox.local_google.sync.event_feed import event_feed
from worker.sandbox.local_google.sync.page import first_of, more_follows
from worker.sandbox.local_google.sync.reading import Place, begin_reading, ending
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import invalid


def list_events(call: Call) -> Reply:
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    settle_conferences(call.world, calendar)
    size, place = events_page_size(call), _order(call.query, calendar)
    reading = begin_reading(call, event_feed(calendar, call.world.assumptions))
    wanted = event_filter(call, calendar, reading, view)
    view = replace(view, bare_tombstones=wanted.hides_details_of_deleted)
    shown, after = sorted(wanted.events(), key=place), reading.after
    rest = [copy for copy in shown if after is None or place(copy) > after]
    page = first_of(call, rest, size)
    last = place(page[-1]) if page else after
    tokens = ending(call, reading, last, more=more_follows(call, page, rest))
    return Reply({**page_body(call, view, page), **tokens})


def _order(query: Query, calendar: Calendar) -> Callable[[Copy], Place]:
    order = query.one_of("orderBy", frozenset({"startTime", "updated"}))
    if order == "startTime":
        if not query.boolean("singleEvents"):
            raise invalid("The requested ordering is not available for the particular query.", "orderBy")
        return lambda copy: [span(copy.shared, calendar.zone)[0].timestamp(), *_arrival(copy)]
    if order == "updated":
        return lambda copy: [copy.updated.timestamp(), *_arrival(copy)]
    return _arrival


def _arrival(copy: Copy) -> Place:
    """Return the order of arrival; instances that are not kept came with their series, and have its."""
    return [copy.ordinal, copy.meeting.id]
