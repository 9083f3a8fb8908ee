"""Searches, kept with all that they rest on, so that somebody can ask later why a time was chosen.

A command has one at most: the last one, which is what its result stands on. It goes with its command.
"""

from typing import Protocol

from worker.domain.decision import Decision
from worker.ports.commands import Claim


class Decisions(Protocol):
    async def keep(self, claim: Claim, decision: Decision) -> None:
        """Remember a decision in place of the command's earlier one.

        Raise `LeaseLost` where another replica has taken over, `StoreUnavailable`.
        """
        ...

    async def of(self, user_id: str, command_id: str) -> Decision | None:
        """Return what a command's result stands on; None if it searched for no time."""
        ...
