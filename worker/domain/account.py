"""Whose calendar a command acts on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """A VAI user and the Google address that acts for them."""

    user_id: str
    address: str
    """Lower case. Also the id of the account's primary calendar."""
    grant_id: str | None = None
    """The grant that it acts by; None: by delegation."""
    scopes: frozenset[str] | None = None
    """What the grant covers; None: whatever is asked for."""


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """One calendar as Google names it."""

    id: str
    """The real address, never `primary`."""
    time_zone: str
