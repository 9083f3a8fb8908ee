"""`vai.calendar.command.delayed`: a command's result is withheld, because nobody knows it yet.

It is told once per command; the result follows on the topic of results when it is known.
"""

from datetime import datetime
from typing import Final

from worker.messages.cloud_events import ce_id, encode
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.ports.commands import StoredAnswer

COMMAND_DELAYED: Final = "vai.calendar.command.delayed"


class CommandDelayed(Outward):
    """The result of a command is withheld until the outcome of a write is known."""

    user_id: str
    """The user whose account acts, as the command named it."""
    command_id: str
    """The command whose result is withheld."""
    conversation_id: str | None
    """The agent's conversation; null where the command named none."""
    reason: str
    """Why the result is withheld, in English."""
    as_of: UtcInstant
    """When the retries of the command were used up."""


def encode_command_delayed(
    *, user_id: str, command_id: str, conversation_id: str | None, reason: str, as_of: datetime
) -> StoredAnswer:
    """Build the record that says that a command's result is withheld; once per command."""
    body = CommandDelayed(
        user_id=user_id,
        command_id=command_id,
        conversation_id=conversation_id,
        reason=reason,
        as_of=as_of,
    )
    return encode(
        body,
        ce_id(user_id, command_id, COMMAND_DELAYED),
        ce_type=COMMAND_DELAYED,
        subject=command_id,
        time=as_of,
        schema="change.command_delayed",
    )
