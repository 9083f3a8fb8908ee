"""`vai.calendar.account.*`: what became of the worker's right to act for a Google account.

Their key is the user; they belong to no calendar and to no sequence. No grant stands in them.
"""

from typing import ClassVar

from worker.messages.cloud_events import ce_id, encode
from worker.messages.human_time import UtcInstant, utc_text
from worker.messages.outgoing import Outward
from worker.ports.commands import StoredAnswer


class AccountRecord(Outward):
    """Something that concerns a Google account as a whole."""

    user_id: str
    """The user whose account it is."""
    email: str
    """The address of the account."""
    conversation_id: str | None
    """The agent's conversation in which it came up; null where it came up in none."""
    as_of: UtcInstant
    """When it happened, or was found out."""


class AccountConnected(AccountRecord):
    """A user gave consent: the worker can act for the account."""

    kind: ClassVar[str] = "connected"

    granted_scopes: tuple[str, ...]
    """What the user allowed, as Google spells it."""
    missing_scopes: tuple[str, ...]
    """What was asked for and not allowed; commands that need it are `insufficient_scope`."""


class AccountDisconnected(AccountRecord):
    """A user's account was given back: nothing of it is followed any more."""

    kind: ClassVar[str] = "disconnected"


class AccountReauthorizationRequired(AccountRecord):
    """The grant was revoked or has died: until a new consent, commands of this user are rejected."""

    kind: ClassVar[str] = "reauthorization_required"


def encode_account_record(
    body: AccountConnected | AccountDisconnected | AccountReauthorizationRequired,
) -> StoredAnswer:
    """Build the record of what became of an account."""
    ce_type = f"vai.calendar.account.{body.kind}"
    return encode(
        body,
        ce_id(body.user_id, ce_type, utc_text(body.as_of)),
        ce_type=ce_type,
        subject=body.user_id,
        time=body.as_of,
        schema=f"change.account_{body.kind}",
    )
