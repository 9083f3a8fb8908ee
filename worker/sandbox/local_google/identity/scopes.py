"""Which scopes authorise which call: from the discovery document [D]."""

from enum import StrEnum

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.identity.access import EVERYBODY, Role
from worker.sandbox.local_google.identity.accounts import Caller

PREFIX = "https://www.googleapis.com/auth/"


def scopes(*names: str) -> frozenset[str]:
    return frozenset(PREFIX + name for name in names)


CALENDAR = PREFIX + "calendar"
EVENTS_FREE_BUSY = PREFIX + "calendar.events.freebusy"
EVENTS_PUBLIC = PREFIX + "calendar.events.public.readonly"
OWNED = scopes("calendar.events.owned", "calendar.events.owned.readonly")
APP_CREATED = PREFIX + "calendar.app.created"

WRITE_EVENTS = scopes("calendar", "calendar.events", "calendar.events.owned", "calendar.app.created")
READ_EVENTS = WRITE_EVENTS | scopes(
    "calendar.readonly",
    "calendar.events.readonly",
    "calendar.events.owned.readonly",
    "calendar.events.freebusy",
    "calendar.events.public.readonly",
)


class Operation(StrEnum):
    """A call of the API that is built."""

    EVENTS_WRITE = "events.write"
    EVENTS_READ = "events.read"
    FREE_BUSY = "freebusy.query"
    CALENDARS_GET = "calendars.get"
    SETTINGS_READ = "settings.read"


ACCEPTED: dict[Operation, frozenset[str]] = {
    Operation.EVENTS_WRITE: WRITE_EVENTS,
    Operation.EVENTS_READ: READ_EVENTS,
    # `calendar.events` does not authorise free/busy [D].
    Operation.FREE_BUSY: scopes(
        "calendar", "calendar.readonly", "calendar.freebusy", "calendar.events.freebusy"
    ),
    Operation.CALENDARS_GET: scopes(
        "calendar",
        "calendar.readonly",
        "calendar.calendars",
        "calendar.calendars.readonly",
        "calendar.app.created",
    ),
    Operation.SETTINGS_READ: scopes(
        "calendar", "calendar.readonly", "calendar.settings", "calendar.settings.readonly"
    ),
}

KNOWN = frozenset().union(*ACCEPTED.values()) | scopes(
    "calendar.acls",
    "calendar.acls.readonly",
    "calendar.calendarlist",
    "calendar.calendarlist.readonly",
    "userinfo.email",
    "userinfo.profile",
)
"""Any other scope is `invalid_scope`, unless it was delegated."""


def accepted(caller: Caller, operation: Operation) -> frozenset[str]:
    """Return the caller's scopes that authorise a call on some calendar or other."""
    return caller.scopes & ACCEPTED[operation]


def reaches(caller: Caller, operation: Operation, calendar: Calendar) -> bool:
    """Say whether the scopes reach this calendar: some only reach one's own, or public ones."""
    return any(_reaches(scope, calendar, caller.subject) for scope in accepted(caller, operation))


def sees_details(caller: Caller, calendar: Calendar) -> bool:
    """Say whether role and scopes show more of an event than when it is."""
    usable = accepted(caller, Operation.EVENTS_READ) - {EVENTS_FREE_BUSY}
    scoped = any(_reaches(scope, calendar, caller.subject) for scope in usable)
    return scoped and calendar.role_of(caller.subject).at_least(Role.READER)


def _reaches(scope: str, calendar: Calendar, subject: str) -> bool:
    if scope in OWNED:
        return calendar.role_of(subject) is Role.OWNER
    if scope == EVENTS_PUBLIC:
        return calendar.rules.get(EVERYBODY, Role.NONE).at_least(Role.READER)
    # Calendars can only be made by an application through `calendars.insert`, not built yet.
    return scope != APP_CREATED
