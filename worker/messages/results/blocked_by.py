"""Who or what stands in the way of one exact time."""

from worker.domain.slot_check import Blocker
from worker.messages.outgoing import Outward
from worker.messages.results.explanation import BlockReason


class BlockedByData(Outward):
    """One thing that stands in the way."""

    email: str | None
    """Whose calendar it is; null where the notice says no."""
    reason: BlockReason
    """What stands in the way."""

    @classmethod
    def of(cls, blocker: Blocker) -> "BlockedByData":
        return cls(email=blocker.email, reason=blocker.reason.value)
