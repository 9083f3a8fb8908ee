"""One call to the Calendar API, before it is a request.

A call is a value: every attempt builds a fresh request from it, because aiogoogle's
requests are changed in place while they are sent. A call under a lease is a write;
without a lease nothing can be written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from worker.codes import Code
from worker.google.scopes import ACCEPTED
from worker.ports.calendar import Lease

SCOPE = "https://www.googleapis.com/auth/calendar."
FREE_BUSY_SCOPE = f"{SCOPE}freebusy"
CALENDARS_SCOPE = f"{SCOPE}calendars.readonly"
EVENTS_SCOPE = f"{SCOPE}events"

Json = dict[str, Any]
Parameters = Mapping[str, str | int]
"""Of path and query, as the discovery document names them."""

PATH_PARAMETERS = ("calendarId", "eventId")


@dataclass(frozen=True, slots=True)
class ApiMethod:
    """A method of the discovery document, and what its refusals mean to us."""

    resource: str
    verb: str
    scope: str
    """The narrowest of ours that the method accepts: one missing scope would fail a wider token whole."""
    absent: Code | None = None
    """What 404 is; None: the event was not found."""
    forbidden: Code | None = None
    """What a lack of access is; None: the same as `absent`, and without that, too small a grant."""
    cost: int = 1
    """How many requests Google's quotas count it as."""

    @property
    def name(self) -> str:
        return f"{self.resource}.{self.verb}"

    @property
    def accepted(self) -> frozenset[str]:
        """Return the scopes any one of which is enough: a grant may be wider than what we ask for."""
        return ACCEPTED.get(self.name, frozenset()) | {self.scope}


CALENDARS_GET = ApiMethod("calendars", "get", CALENDARS_SCOPE, absent=Code.CALENDAR_NOT_FOUND)
FREE_BUSY_QUERY = ApiMethod("freebusy", "query", FREE_BUSY_SCOPE, absent=Code.CALENDAR_NOT_FOUND)
EVENTS_GET = ApiMethod("events", "get", EVENTS_SCOPE)
EVENTS_LIST = ApiMethod("events", "list", EVENTS_SCOPE, absent=Code.CALENDAR_NOT_FOUND)
EVENTS_INSERT = ApiMethod("events", "insert", EVENTS_SCOPE, absent=Code.CALENDAR_NOT_FOUND)
EVENTS_DELETE = ApiMethod("events", "delete", EVENTS_SCOPE, forbidden=Code.NOT_ORGANIZER)
EVENTS_PATCH = ApiMethod("events", "patch", EVENTS_SCOPE, forbidden=Code.NOT_ORGANIZER, cost=3)
EVENTS_WATCH = ApiMethod("events", "watch", EVENTS_SCOPE, absent=Code.CALENDAR_NOT_FOUND)
CHANNELS_STOP = ApiMethod("channels", "stop", EVENTS_SCOPE)

METHODS = (
    CALENDARS_GET,
    FREE_BUSY_QUERY,
    EVENTS_GET,
    EVENTS_LIST,
    EVENTS_INSERT,
    EVENTS_DELETE,
    EVENTS_PATCH,
    EVENTS_WATCH,
    CHANNELS_STOP,
)


@dataclass(frozen=True, slots=True)
class Call:
    method: ApiMethod
    parameters: Parameters = field(default_factory=dict)
    body: Json | None = None
    if_match: str | None = None
    lease: Lease | None = None
    settle: Callable[[], Json] | None = None
    """Makes the body when the call may leave: what waits for a token or for room may grow until then."""

    @property
    def is_write(self) -> bool:
        return self.lease is not None

    @property
    def names_nothing(self) -> bool:
        """Whether an id would vanish from the path, as `..` does, and make it another call's."""
        ids = (self.parameters.get(name, "-") for name in PATH_PARAMETERS)
        return any(one in {"", ".", ".."} for one in ids)
