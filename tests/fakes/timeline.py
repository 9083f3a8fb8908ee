"""`worker.ports.clock.Clock` for many who sleep at once: time passes when everybody sleeps."""

import asyncio
import heapq
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

TURNS = 12
"""How often everybody gets a turn before time passes: more than the awaits between two sleeps."""


@dataclass
class Timeline:
    seconds: float = 0.0
    _sleepers: list[tuple[float, int, asyncio.Event]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, duration: timedelta) -> None:
        awake = asyncio.Event()
        at = self.seconds + duration.total_seconds()
        heapq.heappush(self._sleepers, (at, next(self._numbers), awake))
        await awake.wait()

    async def play(self, *lives: Coroutine[Any, Any, None]) -> None:
        """Run them to their end, however long they sleep."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(life) for life in lives]
            while not all(task.done() for task in tasks):
                await self._let_all_go_on()
                self._wake_next()

    async def _let_all_go_on(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)

    def _wake_next(self) -> None:
        if self._sleepers:
            self.seconds, _, awake = heapq.heappop(self._sleepers)
            awake.set()
