"""Who or what stands in the way of one exact time."""

from worker.domain.slot_check import Blocker
from worker.messages.outgoing import Outward
from worker.messages.results.explanation import BlockReason


class BlockedByData(Outward):
    email: str | None
    """Null where the notice says no."""
    reason: BlockReason

    @classmethod
    def of(cls, blocker: Blocker) -> "BlockedByData":
        return cls(email=blocker.email, reason=blocker.reason.value)
