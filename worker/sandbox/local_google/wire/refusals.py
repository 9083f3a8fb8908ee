"""Every "no" that the Calendar API speaks, with its exact body.

Bodies are those of the page "Handle API errors" [S11]; messages of reasons that it does
not list are ours, because clients must branch on status and reason alone.
"""

from dataclasses import dataclass
from http import HTTPStatus

from worker.sandbox.local_google.json_types import Json

KNOWN_REASONS: dict[str, tuple[str, str]] = {
    "authError": ("global", "Invalid Credentials"),
    "userRateLimitExceeded": ("usageLimits", "User Rate Limit Exceeded"),
    "rateLimitExceeded": ("usageLimits", "Rate Limit Exceeded"),
    "quotaExceeded": ("usageLimits", "Calendar usage limits exceeded."),
    "accessNotConfigured": ("usageLimits", "Access Not Configured."),
    "dailyLimitExceeded": ("usageLimits", "Daily Limit Exceeded"),
    "forbiddenForNonOrganizer": (
        "calendar",
        "Shared properties can only be changed by the organizer of the event.",
    ),
    "notFound": ("global", "Not Found"),
    "duplicate": ("global", "The requested identifier already exists."),
    "conflict": ("global", "Conflict"),
    "fullSyncRequired": ("calendar", "Sync token is no longer valid, a full sync is required."),
    "updatedMinTooLongAgo": (
        "calendar",
        "The requested minimum modification time lies too far in the past.",
    ),
    "deleted": ("global", "Resource has been deleted"),
    "conditionNotMet": ("global", "Precondition Failed"),
    "backendError": ("global", "Backend Error"),
    "internalError": ("global", "Internal Error"),
    "timeRangeEmpty": ("calendar", "The specified time range is empty."),
    "timeRangeTooLong": ("calendar", "The requested time range is too long."),
    "tooManyCalendarsRequested": ("calendar", "Too many calendars were requested."),
    "insufficientPermissions": ("global", "Insufficient Permission"),
    "requiredAccessLevel": ("calendar", "You need to have writer access to this calendar."),
    "notACalendarUser": ("calendar", "The user must be signed up for Google Calendar."),
    "forbiddenForServiceAccounts": (
        "calendar",
        "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.",
    ),
    "push.webhookUrlUnauthorized": ("global", "Unauthorized WebHook callback channel"),
    "parseError": ("global", "Parse Error"),
}
"""Reason to domain and message."""

LOCATIONS: dict[str, tuple[str, str]] = {
    "authError": ("header", "Authorization"),
    "conditionNotMet": ("header", "If-Match"),
    "timeRangeEmpty": ("parameter", "timeMax"),
    "fullSyncRequired": ("parameter", "syncToken"),
    "updatedMinTooLongAgo": ("parameter", "updatedMin"),
}
"""Reason to `locationType` and `location`, where [S11] gives them."""

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""The names of google.rpc.Code, by HTTP status."""


@dataclass(eq=False)
class Refusal(Exception):
    """An error answer of the Calendar API."""

    status: int
    reason: str
    message: str | None = None
    parameter: str | None = None
    """The query parameter at fault, told as the error's location."""
    info: str | None = None
    """The reason of the newer shape, which then stands beside the classic one [O7]."""

    def body(self) -> Json:
        domain, known = KNOWN_REASONS.get(self.reason, ("global", self.reason))
        message = self.message or known
        error: Json = {"domain": domain, "reason": self.reason, "message": message}
        location = ("parameter", self.parameter) if self.parameter else LOCATIONS.get(self.reason)
        if location:
            error["locationType"], error["location"] = location
        newer = newer_shape(self.status, self.info) if self.info else {}
        return {"error": {"errors": [error], "code": self.status, "message": message, **newer}}


def newer_shape(status: int, reason: str) -> Json:
    """Return what some failures of Google's front end add to an error, or have instead of `errors` [O7]."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "calendar-json.googleapis.com"},
    }
    return {"status": STATUS_NAMES.get(status, "UNKNOWN"), "details": [info]}


def invalid(message: str, parameter: str | None = None) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "invalid", message, parameter)


def required(message: str, parameter: str | None = None) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "required", message, parameter)


def time_range_empty() -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "timeRangeEmpty")


def not_found() -> Refusal:
    """Nothing is there, or the caller may not know of it: the two look the same [S11]."""
    return Refusal(HTTPStatus.NOT_FOUND, "notFound")


def forbidden(reason: str) -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, reason)


def not_implemented(what: str) -> Refusal:
    """Google can do this; the local Google cannot yet, and says so rather than guess."""
    message = f"The local Google Calendar has not built this yet: {what}"
    return Refusal(HTTPStatus.NOT_IMPLEMENTED, "notImplementedLocally", message)


@dataclass(eq=False)
class TokenRefusal(Exception):
    """An error answer of the token endpoint, which has a shape of its own [14]."""

    status: int
    error: str
    description: str

    def body(self) -> Json:
        return {"error": self.error, "error_description": self.description}
