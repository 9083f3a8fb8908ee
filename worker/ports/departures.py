"""Forgetting a user: what is much goes bit by bit, and the rest with the answer of the command that asked.

What is left of a command is a hash of its id, for as long as ids are remembered, so that its repeat
has no effect. Nobody waits in vain: a command whose result is awaited is kept until it was answered.
"""

from typing import Protocol

from worker.ports.commands import Claim


class Departures(Protocol):
    async def forget_some(self, claim: Claim) -> bool:
        """Forget a part of what is kept of the claim's user. Return whether there is much more.

        The grant and whatever is left go in the transaction of the answer: `Settlement.farewell`.
        """
        ...
