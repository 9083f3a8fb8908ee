"""One page of a list of events."""

from worker.sandbox.local_google.calendars.calendar_list import default_reminders
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.reading import count_reading
from worker.sandbox.local_google.events.rendering import View, render_event
from worker.sandbox.local_google.instants import render_stamp
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.page import page_size
from worker.sandbox.local_google.wire.call import Call

DEFAULT_PAGE = 250
LARGEST_PAGE = 2500


def events_page_size(call: Call) -> int:
    return page_size(call, DEFAULT_PAGE, LARGEST_PAGE)


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
