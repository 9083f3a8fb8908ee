"""The machine's clock, for a local Google that stands alone."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """`worker.ports.clock.Clock`, unless another is given."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())
