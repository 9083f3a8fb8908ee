"""What the control API reads, apart from the models that it shares with the server."""

from pydantic import BaseModel, Field, field_validator

from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.identity.scopes import CALENDAR
from worker.sandbox.local_google.wire.faults import expression


class NewCalendar(BaseModel, frozen=True, extra="forbid"):
    """A secondary calendar."""

    calendar_id: str
    owner: str
    summary: str = "Secondary"
    time_zone: str = "UTC"

    @field_validator("calendar_id", "owner")
    @classmethod
    def _lower(cls, text: str) -> str:
        return text.lower()


class AccessRule(BaseModel, frozen=True, extra="forbid"):
    """Who has which access to a calendar; the strongest rule that matches wins."""

    calendar_id: str
    scope: str
    """An address, `@domain`, or `default` for everybody."""
    role: Role

    @field_validator("calendar_id", "scope")
    @classmethod
    def _lower(cls, text: str) -> str:
        return text.lower()


class TokenRequest(BaseModel, frozen=True, extra="forbid"):
    """An access token without an assertion."""

    subject: str
    scopes: frozenset[str] = Field(default_factory=lambda: frozenset({CALENDAR}))
    by_hand: bool = False


class Revocation(BaseModel, frozen=True, extra="forbid"):
    subject: str | None = None
    """None: everybody's tokens."""


class SyncExpiry(BaseModel, frozen=True, extra="forbid"):
    """Whose sync tokens end: those of a calendar's events and access rules, or all."""

    calendar_id: str | None = None


class LogQuery(BaseModel, frozen=True, extra="forbid"):
    """What of the log is wanted; what is left out matches everything."""

    method: str | None = None
    path: str | None = None
    """A regular expression, searched for in the decoded path."""
    subject: str | None = None
    by_hand: bool | None = None
    after: int = 0
    """Only entries with a larger sequence number."""

    @field_validator("path")
    @classmethod
    def _is_expression(cls, text: str | None) -> str | None:
        return expression(text)
