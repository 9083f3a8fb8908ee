"""`disconnect_account`: give a user's Google account back, and forget what is kept of it."""

from typing import Literal

from worker.messages.commands.command import Command


class DisconnectAccount(Command):
    """Revoke the grant, stop the notifications, and forget the user's events, results and holds."""

    type: Literal["disconnect_account"] = "disconnect_account"
    """The command's type."""
