"""How many requests a project and a user may make [S1].

The window is a sliding minute, so a burst is paid back. With delegation the service account
is charged, unless the request names somebody by `quotaUser` or `x-goog-quota-user` [S3].
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden

MINUTE = timedelta(minutes=1)
PATCH_COST = 3


@dataclass(slots=True)
class Window:
    """What was spent within a stretch of time up to now."""

    length: timedelta
    spent: int = 0
    _entries: deque[tuple[datetime, int]] = field(default_factory=deque)

    def has_room(self, now: datetime, cost: int, limit: int | None) -> bool:
        while self._entries and self._entries[0][0] <= now - self.length:
            self.spent -= self._entries.popleft()[1]
        return limit is None or self.spent + cost <= limit

    def spend(self, now: datetime, cost: int) -> None:
        self._entries.append((now, cost))
        self.spent += cost


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request counts."""

    caller: Caller
    charged: str
    """The user whose quota it is."""
    cost: int
    written_calendar: str | None


@dataclass(slots=True)
class RequestQuota:
    users: dict[tuple[str, str], Window] = field(default_factory=dict)
    """By project and the user who is charged."""
    projects: dict[str, Window] = field(default_factory=dict)
    calendars: dict[str, Window] = field(default_factory=dict)
    """Writes to one calendar."""
    days: dict[tuple[str, str], int] = field(default_factory=dict)
    """Requests by project and day, in UTC."""

    def charge(self, request: Request, now: datetime, behaviour: Behaviour, assumptions: Assumptions) -> None:
        """Count a request, or refuse it."""
        reason = self._reason(request, now, behaviour)
        if reason is None or assumptions.refused_requests_count:
            self._spend(request, now)
        if reason:
            raise _refusal(reason, assumptions.rate_limit_status)

    def _reason(self, request: Request, now: datetime, behaviour: Behaviour) -> str | None:
        """Return why there is no room for a request."""
        if not self._project(request).has_room(now, request.cost, behaviour.project_quota_per_minute):
            return "rateLimitExceeded"
        if not self._user(request).has_room(now, request.cost, behaviour.user_quota_per_minute):
            return "userRateLimitExceeded"
        calendar = self._calendar(request)
        calendar.length = behaviour.calendar_write_window
        if request.written_calendar and not calendar.has_room(now, 1, behaviour.calendar_write_burst):
            return "rateLimitExceeded"
        today = self.days.get(_day(request, now), 0)
        if behaviour.daily_quota is not None and today >= behaviour.daily_quota:
            return "dailyLimitExceeded"
        return None

    def _spend(self, request: Request, now: datetime) -> None:
        self._user(request).spend(now, request.cost)
        self._project(request).spend(now, request.cost)
        if request.written_calendar:
            self._calendar(request).spend(now, 1)
        self.days[_day(request, now)] = self.days.get(_day(request, now), 0) + 1

    def _user(self, request: Request) -> Window:
        return self.users.setdefault((request.caller.project, request.charged), Window(MINUTE))

    def _project(self, request: Request) -> Window:
        return self.projects.setdefault(request.caller.project, Window(MINUTE))

    def _calendar(self, request: Request) -> Window:
        return self.calendars.setdefault(request.written_calendar or "", Window(MINUTE))


def _refusal(reason: str, status: int) -> Refusal:
    """Return the refusal of a rate limit: 403 tells the user's from the project's, 429 does not [S11]."""
    if reason == "dailyLimitExceeded" or status == HTTPStatus.FORBIDDEN:
        return forbidden(reason)
    return Refusal(status, "rateLimitExceeded")


def _day(request: Request, now: datetime) -> tuple[str, str]:
    return request.caller.project, now.astimezone(UTC).date().isoformat()
