"""`worker.ports.decisions.Decisions`, in memory: it passes the same tests as PostgreSQL's adapter."""

from dataclasses import dataclass, field

from tests.fakes.store_commands import CommandKey, FakeCommands
from worker.domain.decision import Decision
from worker.ports.commands import Claim


@dataclass(slots=True)
class FakeDecisions:
    commands: FakeCommands
    made: list[tuple[CommandKey, Decision]] = field(default_factory=list)
    """Every one that was ever kept, in order."""

    async def keep(self, claim: Claim, decision: Decision) -> None:
        await self.commands.time()  # there may be no database
        self.commands.ensure_held(claim)
        self.made.append(((claim.user_id, claim.command_id), decision))

    async def of(self, user_id: str, command_id: str) -> Decision | None:
        """Return the last one, unless its command went."""
        key = (user_id, command_id)
        if key not in self.commands.rows:
            return None
        return dict(self.made).get(key)
