"""`hold_slot`: keep one time free for some people while somebody makes up their mind."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from worker.messages.commands.command import Command
from worker.messages.commands.participant import Participants
from worker.messages.commands.spans import Slot


class HoldSlot(Command):
    """Promise a time: until the hold ends, no other command can book it for any of its required people."""

    type: Literal["hold_slot"] = "hold_slot"
    """The command's type."""
    slot: Slot
    """The time to hold. It has to be free, as for a meeting with this `slot`."""
    participants: Participants
    """For whom; the user's own calendar always counts as required. At most 200, nobody twice."""
    ttl_seconds: Annotated[int, Field(ge=10, le=3600)] = 300
    """How long the hold lives, in seconds."""

    @property
    def ttl(self) -> timedelta:
        return timedelta(seconds=self.ttl_seconds)
