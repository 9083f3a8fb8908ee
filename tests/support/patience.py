"""Waiting for what has no bell: another process, a broker, a log that grows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN = 60.0
"""Seconds, on a machine that has a lot to do."""
LOOK_EVERY = 0.05
"""Seconds."""


async def until(
    look: Callable[[], Awaitable[T | None]], within: float = WITHIN, every: float = LOOK_EVERY
) -> T:
    """Look again and again, and return the first answer that is something. Raise `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (found := await look()):  # noqa: ASYNC110  (it has no bell)
            await asyncio.sleep(every)
    return found
