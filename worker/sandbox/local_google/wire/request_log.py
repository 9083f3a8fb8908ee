"""What was asked of the local Google, in order, for tests to read.

The log never holds an access token or an assertion: headers are not kept at all, and
secret fields of bodies and queries are masked.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

MOST_ENTRIES = 100_000
"""Older ones are forgotten: a demo may run for days."""
MASK = "***"
SECRET_FIELDS = frozenset(
    {
        "access_token",
        "assertion",
        "client_secret",
        "code",
        "code_verifier",
        "id_token",
        "oauth_token",
        "refresh_token",
        "token",
    }
)


class LogEntry(BaseModel, extra="forbid"):
    """One request. What is None was not known, or has not happened yet."""

    sequence: int
    """Rising by one with each request, in the order of arrival."""
    arrived: datetime
    """By Google's clock."""
    arrived_monotonic: float
    """Seconds of the server's monotonic clock."""
    answered_monotonic: float | None = None
    method: str
    path: str
    """Decoded."""
    query: dict[str, list[str]]
    subject: str | None = None
    """The acting user; of the token endpoint the `sub` of the assertion."""
    by_hand: bool = False
    body: Any = None
    """The decoded JSON or form, secrets masked."""
    quota_user: str | None = None
    send_updates: str | None = None
    """Who is told of a write: `all`, `externalOnly` or `none`."""
    if_match: str | None = None
    status: int | None = None
    """None while it runs, and for a dropped connection."""
    reason: str | None = None
    """Of the error that was answered."""
    event_id: str | None = None
    """The event that a write took effect on, also when the answer was lost to a fault."""
    fault_id: int | None = None
    dropped: bool = False


@dataclass(slots=True)
class RequestLog:
    entries: deque[LogEntry] = field(default_factory=lambda: deque(maxlen=MOST_ENTRIES))
    _last_sequence: int = 0

    def next_sequence(self) -> int:
        """Return the next number. Clearing the log does not start again at one."""
        self._last_sequence += 1
        return self._last_sequence


def masked(fields: Any) -> Any:
    """Return a decoded body with its secrets hidden."""
    if isinstance(fields, dict):
        return {name: MASK if name in SECRET_FIELDS else value for name, value in fields.items()}
    return fields
