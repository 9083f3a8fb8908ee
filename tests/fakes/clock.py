"""`worker.ports.clock.Clock`: sleeping takes no time, and moves the hands."""

import asyncio
from datetime import datetime, timedelta


class FakeClock:
    def __init__(self, now: datetime) -> None:
        self.instant = now
        self.slept: list[timedelta] = []

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.instant.timestamp()

    async def sleep(self, duration: timedelta) -> None:
        self.slept.append(duration)
        self.instant += duration
        await asyncio.sleep(0)
