"""One call of the Calendar API, taken apart, and its reply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.identity.scopes import Operation, lacking_scope, reaches
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import Refusal
from worker.sandbox.local_google.world import World


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    caller: Caller
    operation: Operation
    path: Mapping[str, str]
    """The parts named in the path, decoded."""
    query: Query
    body: Json
    if_match: str | None = None
    if_none_match: str | None = None
    free_busy_errors: Mapping[str, str] = field(default_factory=dict)
    """From a fault: calendar id to reason."""

    def calendar(self) -> Calendar:
        """Return the calendar of the path, if role and scopes let the caller read or write it."""
        writes = self.operation in {Operation.EVENTS_WRITE, Operation.EVENTS_MOVE}
        find = self.world.writable if writes else self.world.visible
        calendar = find(self.path["calendar_id"], self.caller.subject)
        if not reaches(self.caller, self.operation, calendar):
            raise lacking_scope(self.world.assumptions)
        return calendar

    def check_if_match(self, etag: str) -> None:
        """Refuse a write to another version than the caller has read [V]."""
        if self.if_match is not None and self.if_match not in {"*", etag}:
            raise Refusal(HTTPStatus.PRECONDITION_FAILED, "conditionNotMet")


@dataclass(frozen=True, slots=True)
class Reply:
    body: Json | None
    status: int = HTTPStatus.OK
    event_id: str | None = None
    """The event that a write took effect on."""
    html: str | None = None
    """A page for people, instead of a body."""
    headers: Mapping[str, str] = field(default_factory=dict)
