"""Lists of events, page by page: all that there are, or what changed since.

Google goes on with a list, and with a sync token, only where every other parameter is the same
again, so both kinds of list have one set of them. Series are not expanded: masters, exceptions
and tombstones come as they are kept. A list of instances is another thing: it is in order of
time, and cannot be followed up.
"""

from datetime import datetime
from functools import partial
from typing import Any

from worker.domain.interval import Interval
from worker.domain.wanted_events import MADE_BY, OURSELVES
from worker.google.call import EVENTS_LIST, Call, Json, Parameters
from worker.google.convert import event_from_google
from worker.ports.calendar import EventPage

PAGE = 1_000
"""Events of a page: to decode Google's most, 2,500, would hold up everything else for 31 ms."""
MADE_BY_US = f"{MADE_BY}={OURSELVES}"
MOST_READ_AT_ONCE = 50
"""Events; more of them are read in a thread: each takes some 20 µs."""


class NoSyncToken(ValueError):
    """The last page of a list does not say how to go on from it."""


def everything(calendar_id: str, since: datetime, page: str | None) -> Call:
    return _list(calendar_id, page, timeMin=since.isoformat())


def changes(calendar_id: str, sync_token: str, page: str | None) -> Call:
    return _list(calendar_id, page, syncToken=sync_token)


def instances(calendar_id: str, window: Interval, page: str | None, *, ours_only: bool) -> Call:
    """Ask for what overlaps a window. One constraint at most: what two of them mean is disputed."""
    return _list(
        calendar_id,
        page,
        singleEvents="true",
        orderBy="startTime",
        timeMin=window.start.isoformat(),
        timeMax=window.end.isoformat(),
        **({"privateExtendedProperty": MADE_BY_US} if ours_only else {}),
    )


def _list(calendar_id: str, page: str | None, **asked: str) -> Call:
    parameters: Parameters = {
        "calendarId": calendar_id,
        "singleEvents": "false",
        "maxResults": PAGE,
        **asked,
        **({} if page is None else {"pageToken": page}),
    }
    return Call(EVENTS_LIST, parameters)


def is_list(call: Call) -> bool:
    return call.method is EVENTS_LIST


def is_of_changes(call: Call) -> bool:
    return "syncToken" in call.parameters


def goes_on(call: Call) -> bool:
    """Tell whether a call asks for a later page of a list that Google has begun to give."""
    return "pageToken" in call.parameters


def page_on(calendar_id: str) -> partial[EventPage]:
    return partial(page_from_google, calendar_id)


def page_from_google(calendar_id: str, body: Json) -> EventPage:
    """Return a page. Raise `NoSyncToken` where a list ends that could never be followed up."""
    next_page, sync_token = body.get("nextPageToken"), body.get("nextSyncToken")
    if not next_page and not sync_token:
        raise NoSyncToken
    events = tuple(event_from_google(calendar_id, item) for item in body.get("items", ()))
    return EventPage(events, next_page, None if next_page else sync_token)


def instances_on(calendar_id: str) -> partial[EventPage]:
    return partial(instances_from_google, calendar_id)


def instances_from_google(calendar_id: str, body: Json) -> EventPage:
    events = tuple(event_from_google(calendar_id, item) for item in body.get("items", ()))
    return EventPage(events, body.get("nextPageToken"), None)


def is_long(body: Any) -> bool:
    return len(body.get("items", ())) > MOST_READ_AT_ONCE
