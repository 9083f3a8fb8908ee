"""The only giver of time."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever rise, for measuring."""
        ...

    async def sleep(self, duration: timedelta) -> None: ...
