"""`release_hold`: give a held time back before the hold ends by itself."""

from typing import Literal

from worker.messages.commands.command import Command
from worker.messages.fields import Identifier


class ReleaseHold(Command):
    """Give a hold back. To release one that is released already is a success."""

    type: Literal["release_hold"] = "release_hold"
    """The command's type."""
    hold_id: Identifier
    """The hold, as `hold_slot` answered it."""
