"""The people, and the service accounts that may act for them."""

import hashlib
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, field_validator

from worker.sandbox.local_google.identity.access import CONSUMER_DOMAINS, domain_of
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
    sub: str = ""
    """Google's own id of the person, which no new address changes [S32]. Empty: made of the address."""
    workspace: bool | None = None
    """Whether an organisation runs the account. None: by the address, everybody outside gmail.com."""
    restricted: bool = False
    """The administrator keeps apps away from Calendar: `admin_policy_enforced` [S30][S31]."""
    session_ended: bool = False
    """Session control asks for a new sign-in: `invalid_rapt` [S31]."""

    @field_validator("email")
    @classmethod
    def _lower(cls, email: str) -> str:
        return email.lower()

    @property
    def in_workspace(self) -> bool:
        return domain_of(self.email) not in CONSUMER_DOMAINS if self.workspace is None else self.workspace

    @property
    def hosted_domain(self) -> str | None:
        """Return the `hd` of id tokens: the domain of a Workspace account."""
        return domain_of(self.email) if self.in_workspace else None

    @property
    def subject_id(self) -> str:
        """Return `sub`: 21 digits, the same for ever [S32]."""
        digits = int(hashlib.sha256(self.email.encode()).hexdigest(), 16) % 10**20
        return self.sub or f"1{digits:020d}"


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

    @property
    def project(self) -> str:
        return domain_of(self.client_email).partition(".")[0]


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made, and what it may ask for."""

    subject: str
    scopes: frozenset[str]
    by_hand: bool = False
    """A person's own edit, made through the control API."""
    bare_service_account: bool = False
    """The service account acts as itself, without delegation."""
    client_id: str = "local"
    """The OAuth client or service account that asks."""
    project: str = "vai-local"
    """The Google Cloud project it belongs to."""
