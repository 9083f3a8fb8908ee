"""How many records run at once, over all lanes.

A slot stands for a command that does something. Whoever only waits (for a backoff, for a
claim that another holds) gives its slot back, so that a storm of retries never stops the rest.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from worker.ports.clock import Clock


class Abandoned(Exception):
    """The partition was taken away or the worker stops: end here, the record is not done."""


@dataclass(slots=True)
class Slot:
    """One record's right to run. Taken by `async with`, given back for the length of `wait`."""

    free: asyncio.Semaphore
    """Shared by all slots: its value is how many more may run."""
    clock: Clock
    held: bool = False
    abandoned: bool = False
    """Set from outside: whoever runs may go on, whoever comes to wait is sent home."""

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
        await self.free.acquire()
        self.held = True

    def _give_back(self) -> None:
        if self.held:
            self.held = False
            self.free.release()
