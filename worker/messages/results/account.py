"""The `data` of `connect_account` and of `disconnect_account` when they succeeded. No grant stands in it."""

from worker.messages.outgoing import Outward


class ConnectedData(Outward):
    """The worker can act for a Google account."""

    email: str | None
    """The address of the account; null in a dry run, which does not use up the code."""
    granted_scopes: tuple[str, ...]
    """What the user allowed, as Google spells it."""
    missing_scopes: tuple[str, ...]
    """What was asked for and not allowed; commands that need it are `insufficient_scope`."""


class DisconnectedData(Outward):
    """The worker has forgotten a Google account."""

    email: str
    """The address that the account had."""
