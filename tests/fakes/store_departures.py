"""`worker.ports.departures.Departures`, in memory: it passes the same tests as PostgreSQL's adapter.

Each other fake of the store forgets what is its own: `forget` says what they do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.command_row import Row
from tests.fakes.store_commands import FakeCommands
from worker.ports.commands import Claim, Settlement


@dataclass(slots=True)
class FakeDepartures:
    commands: FakeCommands
    pieces: int = 2
    """How often there is more."""
    forget: list[Callable[[str], None]] = field(default_factory=list)
    """What goes when a user goes, by `user_id`."""

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)

    async def forget_some(self, claim: Claim) -> bool:
        self.commands.ensure_held(claim)
        self._part(claim)
        self.pieces -= 1
        return self.pieces > 0

    def _settle(self, claim: Claim, settlement: Settlement) -> None:
        if settlement.farewell is not None:
            self._part(claim)
            for forget in self.forget:
                forget(claim.user_id)

    def _part(self, claim: Claim) -> None:
        """Forget the other commands of the user, but for those of which somebody waits to be answered."""
        rows = self.commands.rows
        for key in [key for key in rows if key[0] == claim.user_id and key[1] != claim.command_id]:
            if is_awaited(rows[key]):
                self._fence_off(rows[key])
            else:
                self.commands.forgotten[key] = rows.pop(key).request.body_hash

    def _fence_off(self, row: Row) -> None:
        if not row.to_be_forgotten:
            row.to_be_forgotten, row.claim, row.retry_at = True, None, self.commands.clock.now()


def is_awaited(row: Row) -> bool:
    return bool(row.waiting) or (row.withheld_since is not None and row.answer is None)
