"""One record's right to run.

A slot stands for a command that does something. Whoever only waits (for a backoff, for a
claim that another holds) gives its slot back, so that a storm of retries never stops the rest.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from worker.engine.turns import Line, Party, Turns
from worker.ports.clock import Clock

NOBODY = Party(("", 0), None)
"""Until there is a record."""


class Abandoned(Exception):
    """The partition was taken away or the worker stops: end here, the record is not done."""


@dataclass(slots=True)
class Slot:
    """Taken by `async with`, given back for the length of `wait`; of one lane, record after record."""

    turns: Turns
    """Shared by all slots."""
    clock: Clock
    party: Party = NOBODY
    """Of the present record."""
    abandoned: bool = False
    """Set from outside: whoever runs may go on, whoever comes to wait is sent home."""
    knows_claim: bool = False
    """Whether the store was asked about the present record before."""
    _line: Line | None = None
    """Where the slot was given out, and goes back to."""

    @property
    def held(self) -> bool:
        return self._line is not None

    async def wait(self, duration: timedelta) -> None:
        """Sleep without the slot, then take it again. Raise `Abandoned` if nobody wants the end."""
        self._give_back()
        self.ensure_wanted()
        await self.clock.sleep(duration)
        await self._take()
        self.ensure_wanted()

    def ensure_wanted(self) -> None:
        if self.abandoned:
            raise Abandoned

    async def __aenter__(self) -> Self:
        await self._take()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._give_back()

    async def _take(self) -> None:
        self._line = await self.turns.take(self.party)

    def _give_back(self) -> None:
        line, self._line = self._line, None
        if line:
            self.turns.give_back(line)
