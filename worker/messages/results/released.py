"""The `data` of `release_hold` when it succeeded."""

from worker.messages.outgoing import Outward


class ReleasedData(Outward):
    """A hold is given back, by this command or by an earlier one."""

    hold_id: str
    """The hold, as the command named it."""
