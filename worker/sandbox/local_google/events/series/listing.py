"""`events.instances`: what a series consists of, exceptions in their places [D][S18]."""

from datetime import UTC, datetime

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import Span, span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.paging import events_page_size, page_body
from worker.sandbox.local_google.events.rendering import view_of
from worker.sandbox.local_google.events.series.instances import (
    find_copy,
    instances,
    original_start,
    whole_window,
)
from worker.sandbox.local_google.instants import parse_date, parse_instant
from worker.sandbox.local_google.sync.event_feed import event_feed
from worker.sandbox.local_google.sync.page import first_of, more_follows
from worker.sandbox.local_google.sync.reading import Place, begin_reading, ending
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import invalid, not_found, time_range_empty

SYNC_TOKEN = "nextSyncToken"  # noqa: S105 - the name of a field


def list_instances(call: Call) -> Reply:
    """Return the instances in order of time. Here the bound of the end is inclusive [D]."""
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    master, size = _series(call, calendar), events_page_size(call)
    reading = begin_reading(call, event_feed(calendar, call.world.assumptions))
    after = reading.after
    rest = [one for one in _wanted(call, calendar, master) if after is None or _place(one, calendar) > after]
    page = first_of(call, rest, size)
    last = _place(page[-1], calendar) if page else after
    tokens = ending(call, reading, last, more=more_follows(call, page, rest))
    tokens.pop(SYNC_TOKEN, None)  # there is no parameter to give it back in [D]
    return Reply({**page_body(call, view, page), **tokens})


def _series(call: Call, calendar: Calendar) -> Copy:
    master = find_copy(calendar, call.path["event_id"], call.world.assumptions)
    if master is None:
        raise not_found()
    if not master.is_series and call.world.assumptions.instances_of_single_event == "refuse":
        raise invalid("The event is not a recurring event.")
    return master


def _wanted(call: Call, calendar: Calendar, master: Copy) -> list[Copy]:
    if not master.is_series:
        return []
    query, assumptions = call.query, call.world.assumptions
    bounds = query.instant("timeMin"), query.instant("timeMax")
    if bounds[0] and bounds[1] and bounds[0] >= bounds[1]:
        raise time_range_empty()
    first, last = whole_window(master.shared, bounds, call.world.now(), assumptions)
    made = instances(master, (first, last), calendar.zone, assumptions)
    kept = (exception.copies.get(calendar.id) for exception in master.meeting.exceptions.values())
    shown = query.boolean("showDeleted") or assumptions.instances_show_cancelled
    original = query.text("originalStart")
    found = [
        one
        for one in (*made, *filter(None, kept))
        if _is_in(span(one.shared, calendar.zone), (first, last))
        and (shown or one.status != "cancelled")
        and (original is None or _starts_at(one, original))
    ]
    return sorted(found, key=lambda one: _place(one, calendar))


def _is_in(times: Span, bounds: Span) -> bool:
    return times[0] < bounds[1] and times[1] >= bounds[0]


def _starts_at(copy: Copy, original: str) -> bool:
    """Say whether this is the instance that its series has start then: an instant, or a day."""
    start = original_start(copy.meeting)
    wanted = parse_instant(original) or parse_date(original)
    if wanted is None:
        raise invalid("Invalid original start.", "originalStart")
    return start == wanted


def _place(copy: Copy, calendar: Calendar) -> Place:
    start: datetime = span(copy.shared, calendar.zone)[0]
    return [start.astimezone(UTC).timestamp(), copy.meeting.id]
