"""Every record that came back, in the order of arrival: results, changes and dead letters."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from worker.engine.record import Record

ARRIVES_WITHIN = timedelta(seconds=15)

Wanted = Callable[[Record], bool]


@dataclass(slots=True)
class Mailbox:
    records: list[Record] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def fill(self, arriving: AsyncIterator[Record]) -> None:
        """Take in what arrives, until cancelled."""
        async for record in arriving:
            async with self._arrived:
                self.records.append(record)
                self._arrived.notify_all()

    def holding(self, wanted: Wanted) -> list[Record]:
        return [record for record in self.records if wanted(record)]

    async def wait_for(self, wanted: Wanted, number: int = 1) -> list[Record]:
        """Return the first few records of a kind. Raise `TimeoutError` where they do not come."""
        async with asyncio.timeout(ARRIVES_WITHIN.total_seconds()), self._arrived:
            await self._arrived.wait_for(lambda: len(self.holding(wanted)) >= number)
        return self.holding(wanted)[:number]
