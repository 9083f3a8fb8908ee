"""Which scopes authorise which call: the whole table of the discovery document [D]."""

from enum import StrEnum
from http import HTTPStatus

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.identity.access import EVERYBODY, Role
from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import Refusal, newer_shape

PREFIX = "https://www.googleapis.com/auth/"


def scopes(*names: str) -> frozenset[str]:
    return frozenset(PREFIX + name for name in names)


CALENDAR = PREFIX + "calendar"
EVENTS_FREE_BUSY = PREFIX + "calendar.events.freebusy"
EVENTS_PUBLIC = PREFIX + "calendar.events.public.readonly"
OWNED = scopes(
    "calendar.events.owned", "calendar.events.owned.readonly", "calendar.acls", "calendar.acls.readonly"
)
"""These are about calendars that one owns, and no others [D]."""
APP_CREATED = PREFIX + "calendar.app.created"

OPENID = "openid"
SIGN_IN_NAMES = {"email": PREFIX + "userinfo.email", "profile": PREFIX + "userinfo.profile"}
"""Short names, which answers spell out: a scope string may differ from the one asked for [S30]."""
SIGN_IN = frozenset({OPENID, *SIGN_IN_NAMES.values()})
"""Name and address: these come with every consent, and open nothing of a calendar."""

READ_ALL = scopes("calendar", "calendar.readonly")
WRITE_EVENTS = scopes("calendar", "calendar.events", "calendar.events.owned", "calendar.app.created")
READ_EVENTS = (WRITE_EVENTS | READ_ALL) | scopes(
    "calendar.events.readonly",
    "calendar.events.owned.readonly",
    "calendar.events.freebusy",
    "calendar.events.public.readonly",
)
LIST_ACL = scopes("calendar", "calendar.acls", "calendar.acls.readonly")
CHANGE_CALENDARS = scopes("calendar", "calendar.calendars")
CHANGE_LIST = scopes("calendar", "calendar.calendarlist")
READ_LIST = READ_ALL | scopes("calendar.calendarlist", "calendar.calendarlist.readonly")
SETTINGS = READ_ALL | scopes("calendar.settings", "calendar.settings.readonly")


class Operation(StrEnum):
    """Calls that the same scopes authorise, named after one of them."""

    EVENTS_WRITE = "events.write"
    EVENTS_MOVE = "events.move"
    EVENTS_READ = "events.read"
    """Watching too."""
    FREE_BUSY = "freebusy.query"
    CALENDARS_GET = "calendars.get"
    CALENDARS_WRITE = "calendars.write"
    CALENDARS_CLEAR = "calendars.clear"
    CALENDAR_LIST_READ = "calendarList.list"
    CALENDAR_LIST_GET = "calendarList.get"
    CALENDAR_LIST_INSERT = "calendarList.insert"
    CALENDAR_LIST_WRITE = "calendarList.write"
    ACL_LIST = "acl.list"
    ACL_GET = "acl.get"
    ACL_WRITE = "acl.write"
    SETTINGS_READ = "settings.read"
    CHANNELS_STOP = "channels.stop"
    COLORS_GET = "colors.get"


ACCEPTED: dict[Operation, frozenset[str]] = {
    Operation.EVENTS_WRITE: WRITE_EVENTS,
    Operation.EVENTS_MOVE: WRITE_EVENTS - {APP_CREATED},
    Operation.EVENTS_READ: READ_EVENTS,
    # `calendar.events` does not authorise free/busy [D].
    Operation.FREE_BUSY: READ_ALL | scopes("calendar.freebusy", "calendar.events.freebusy"),
    Operation.CALENDARS_GET: READ_ALL
    | scopes("calendar.calendars", "calendar.calendars.readonly", "calendar.app.created"),
    Operation.CALENDARS_WRITE: CHANGE_CALENDARS | {APP_CREATED},
    Operation.CALENDARS_CLEAR: CHANGE_CALENDARS,
    Operation.CALENDAR_LIST_READ: READ_LIST,
    Operation.CALENDAR_LIST_GET: READ_LIST | {APP_CREATED},
    Operation.CALENDAR_LIST_INSERT: CHANGE_LIST,
    Operation.CALENDAR_LIST_WRITE: CHANGE_LIST | {APP_CREATED},
    # `calendar.readonly` shows one rule, and not the list of them [D].
    Operation.ACL_LIST: LIST_ACL,
    Operation.ACL_GET: LIST_ACL | READ_ALL,
    Operation.ACL_WRITE: scopes("calendar", "calendar.acls"),
    Operation.SETTINGS_READ: SETTINGS,
    Operation.COLORS_GET: READ_LIST
    | scopes("calendar.app.created", "calendar.events.freebusy", "calendar.events.public.readonly")
    | scopes("calendar.events.owned", "calendar.events.owned.readonly"),
    Operation.CHANNELS_STOP: READ_EVENTS | READ_LIST | LIST_ACL | SETTINGS,
}

KNOWN = frozenset().union(*ACCEPTED.values()) | SIGN_IN
"""Any other scope is `invalid_scope`, unless it was delegated."""


def accepted(caller: Caller, operation: Operation) -> frozenset[str]:
    """Return the caller's scopes that authorise a call on some calendar or other."""
    return caller.scopes & ACCEPTED[operation]


def reaches(caller: Caller, operation: Operation, calendar: Calendar) -> bool:
    """Say whether the scopes reach this calendar: some only reach one's own, or public ones."""
    return any(_reaches(scope, calendar, caller) for scope in accepted(caller, operation))


def sees_details(caller: Caller, calendar: Calendar) -> bool:
    """Say whether role and scopes show more of an event than when it is."""
    usable = accepted(caller, Operation.EVENTS_READ) - {EVENTS_FREE_BUSY}
    scoped = any(_reaches(scope, calendar, caller) for scope in usable)
    return scoped and calendar.role_of(caller.subject).at_least(Role.READER)


def _reaches(scope: str, calendar: Calendar, caller: Caller) -> bool:
    if scope in OWNED:
        return calendar.role_of(caller.subject) is Role.OWNER
    if scope == EVENTS_PUBLIC:
        return calendar.rules.get(EVERYBODY, Role.NONE).at_least(Role.READER)
    if scope == APP_CREATED:
        return calendar.made_by in {caller.project, caller.client_id}
    return True


class ScopeRefusal(Refusal):
    """The token lacks a scope: the classic reason, and the newer shape beside it [O7]."""

    details: bool = True

    def body(self) -> Json:
        classic = super().body()
        if not self.details:
            return classic
        error = {**classic["error"], "message": "Request had insufficient authentication scopes."}
        return {"error": {**error, **newer_shape(self.status, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")}}


def lacking_scope(assumptions: Assumptions) -> ScopeRefusal:
    refusal = ScopeRefusal(HTTPStatus.FORBIDDEN, "insufficientPermissions")
    refusal.details = assumptions.scope_error_has_details
    return refusal
