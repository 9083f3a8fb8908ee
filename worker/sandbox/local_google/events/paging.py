"""One page of a list of events."""

from worker.sandbox.local_google.calendars.calendar_list import default_reminders
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.reading import count_reading
from worker.sandbox.local_google.events.rendering import View, render_event
from worker.sandbox.local_google.instants import render_stamp
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.refusals import invalid

DEFAULT_PAGE = 250
LARGEST_PAGE = 2500


def page_size(call: Call) -> int:
    asked = call.query.integer("maxResults", least=1) or DEFAULT_PAGE
    if asked > LARGEST_PAGE and call.world.assumptions.oversized_page == "refuse":
        raise invalid(f"maxResults is at most {LARGEST_PAGE}.", "maxResults")
    return min(asked, LARGEST_PAGE, call.world.behaviour.page_size_cap or LARGEST_PAGE)


def first_of(call: Call, rest: list[Copy], size: int) -> list[Copy]:
    """Return the page: the first events of the rest, or none, which Google allows itself [D]."""
    empty = call.world.behaviour.first_page_empty and call.query.text("pageToken") is None
    return [] if empty else rest[:size]


def more_follows(call: Call, page: list[Copy], rest: list[Copy]) -> bool:
    """Say whether a page has a `nextPageToken`, which tells nothing about what is on the next one [D]."""
    return len(page) < len(rest) or (bool(page) and call.world.behaviour.last_page_empty)


def page_body(call: Call, view: View, page: list[Copy]) -> Json:
    """Return the page without its tokens."""
    for copy in page:
        count_reading(call.world, copy)
    return {
        **_head(view.calendar, view.role),
        "defaultReminders": default_reminders(call, view.calendar),
        "items": [render_event(copy, view) for copy in page],
    }


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
