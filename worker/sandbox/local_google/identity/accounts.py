"""The people, and the service accounts that may act for them."""

from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, field_validator

from worker.sandbox.local_google.identity.service_account_key import public_key_of
from worker.sandbox.local_google.json_types import Json


class Account(BaseModel, frozen=True, extra="forbid"):
    """A Google account. Its primary calendar has its address as id."""

    email: str
    time_zone: str = "UTC"
    exists: bool = True
    """False: unknown or suspended, so no token is given for it."""
    calendar_user: bool = True
    """False: the account has no Calendar, every call for it is `notACalendarUser` [O9]."""
    invitations_appear: bool = True
    """False: an invitation is not put into the calendar until it is answered [S17]."""

    @field_validator("email")
    @classmethod
    def _lower(cls, email: str) -> str:
        return email.lower()


class Registration(BaseModel, frozen=True, extra="forbid"):
    """A service account as the admin console knows it: its public key and its delegation."""

    client_email: str
    private_key_id: str
    public_key: str
    """PEM."""
    delegated_scopes: frozenset[str] = frozenset()

    @classmethod
    def of_key(cls, key: Json, delegated_scopes: frozenset[str]) -> Self:
        """Register the account of a service-account file; its private key stays with the caller."""
        return cls(
            client_email=key["client_email"],
            private_key_id=key["private_key_id"],
            public_key=public_key_of(key["private_key"]),
            delegated_scopes=delegated_scopes,
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made, and what it may ask for."""

    subject: str
    scopes: frozenset[str]
    by_hand: bool = False
    """A person's own edit, made through the control API."""
    bare_service_account: bool = False
    """The service account acts as itself, without delegation."""
