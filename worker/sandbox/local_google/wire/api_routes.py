"""Which function answers which method and path of the Calendar API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from worker.sandbox.local_google.calendars import access_list, calendar_list, properties
from worker.sandbox.local_google.calendars.free_busy import query_free_busy
from worker.sandbox.local_google.calendars.settings import get_setting, list_settings
from worker.sandbox.local_google.events.change import patch, update
from worker.sandbox.local_google.events.delete import delete
from worker.sandbox.local_google.events.import_event import import_event
from worker.sandbox.local_google.events.insert import insert
from worker.sandbox.local_google.events.listing import list_events
from worker.sandbox.local_google.events.move import move
from worker.sandbox.local_google.events.reading import get
from worker.sandbox.local_google.events.series.listing import list_instances
from worker.sandbox.local_google.identity.scopes import Operation
from worker.sandbox.local_google.push.watch import (
    stop,
    watch_calendar_list,
    watch_events,
    watch_rules,
    watch_settings,
)
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.discovery import is_documented
from worker.sandbox.local_google.wire.refusals import Refusal, not_found, not_implemented

CALENDAR = ("calendars", "{calendar_id}")
EVENTS = (*CALENDAR, "events")
EVENT = (*EVENTS, "{event_id}")
ACL = (*CALENDAR, "acl")
RULE = (*ACL, "{rule_id}")
LISTED = ("users", "me", "calendarList")
ENTRY = (*LISTED, "{calendar_id}")
SETTINGS = ("users", "me", "settings")
API_PREFIX = ("calendar", "v3")
UNBUILT_PLACES = frozenset({"o", "oauth2", "tokeninfo"})
"""First parts of paths of Google's identity of which only some are built."""


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    template: tuple[str, ...]
    operation: Operation
    answer: Callable[[Call], Reply]

    def match(self, method: str, parts: tuple[str, ...]) -> Mapping[str, str] | None:
        """Return the named parts of a path, decoded, or None if it is another's."""
        if method != self.method or len(parts) != len(self.template):
            return None
        pairs = list(zip(self.template, parts, strict=True))
        if any(not name.startswith("{") and name != part for name, part in pairs):
            return None
        return {name.strip("{}"): part for name, part in pairs if name.startswith("{")}


ROUTES = (
    Route("POST", EVENTS, Operation.EVENTS_WRITE, insert),
    Route("GET", EVENTS, Operation.EVENTS_READ, list_events),
    Route("POST", (*EVENTS, "import"), Operation.EVENTS_WRITE, import_event),
    Route("POST", (*EVENT, "move"), Operation.EVENTS_MOVE, move),
    Route("GET", (*EVENT, "instances"), Operation.EVENTS_READ, list_instances),
    Route("POST", (*EVENTS, "watch"), Operation.EVENTS_READ, watch_events),
    Route("POST", (*ACL, "watch"), Operation.ACL_LIST, watch_rules),
    Route("POST", (*LISTED, "watch"), Operation.CALENDAR_LIST_READ, watch_calendar_list),
    Route("POST", (*SETTINGS, "watch"), Operation.SETTINGS_READ, watch_settings),
    Route("POST", ("channels", "stop"), Operation.CHANNELS_STOP, stop),
    Route("GET", EVENT, Operation.EVENTS_READ, get),
    Route("PATCH", EVENT, Operation.EVENTS_WRITE, patch),
    Route("PUT", EVENT, Operation.EVENTS_WRITE, update),
    Route("DELETE", EVENT, Operation.EVENTS_WRITE, delete),
    Route("POST", ("freeBusy",), Operation.FREE_BUSY, query_free_busy),
    Route("GET", CALENDAR, Operation.CALENDARS_GET, properties.get_calendar),
    Route("POST", ("calendars",), Operation.CALENDARS_WRITE, properties.insert_calendar),
    Route("PATCH", CALENDAR, Operation.CALENDARS_WRITE, properties.patch_calendar),
    Route("PUT", CALENDAR, Operation.CALENDARS_WRITE, properties.update_calendar),
    Route("DELETE", CALENDAR, Operation.CALENDARS_WRITE, properties.delete_calendar),
    Route("GET", ACL, Operation.ACL_LIST, access_list.list_rules),
    Route("POST", ACL, Operation.ACL_WRITE, access_list.insert_rule),
    Route("GET", RULE, Operation.ACL_GET, access_list.get_rule),
    Route("PATCH", RULE, Operation.ACL_WRITE, access_list.patch_rule),
    Route("PUT", RULE, Operation.ACL_WRITE, access_list.update_rule),
    Route("DELETE", RULE, Operation.ACL_WRITE, access_list.delete_rule),
    Route("GET", LISTED, Operation.CALENDAR_LIST_READ, calendar_list.list_calendars),
    Route("POST", LISTED, Operation.CALENDAR_LIST_INSERT, calendar_list.insert_entry),
    Route("GET", ENTRY, Operation.CALENDAR_LIST_GET, calendar_list.get_entry),
    Route("PATCH", ENTRY, Operation.CALENDAR_LIST_WRITE, calendar_list.patch_entry),
    Route("PUT", ENTRY, Operation.CALENDAR_LIST_WRITE, calendar_list.update_entry),
    Route("DELETE", ENTRY, Operation.CALENDAR_LIST_WRITE, calendar_list.delete_entry),
    Route("GET", SETTINGS, Operation.SETTINGS_READ, list_settings),
    Route("GET", (*SETTINGS, "{setting}"), Operation.SETTINGS_READ, get_setting),
)


def find_route(method: str, raw_path: str) -> tuple[Route, Mapping[str, str]]:
    """Return the route of a path as it came over the wire, or raise what Google, or we, would say."""
    parts = tuple(unquote(part) for part in raw_path.removeprefix("/").split("/"))
    if parts[:2] != API_PREFIX:
        raise _unknown(method, raw_path, unbuilt=parts[0] in UNBUILT_PLACES)
    for route in ROUTES:
        named = route.match(method, parts[2:])
        if named is not None:
            return route, named
    raise _unknown(method, raw_path, unbuilt=is_documented(method, parts[2:]))


def _unknown(method: str, path: str, *, unbuilt: bool) -> Refusal:
    return not_implemented(f"{method} {path}") if unbuilt else not_found()
