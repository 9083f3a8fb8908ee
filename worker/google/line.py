"""The calls of one account that wait at this replica, and what was drawn for them.

Times are seconds of the monotonic clock. What was drawn is taken to begin late and to end
early, by the time that the drawing took.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from worker.ports.quota import LIFE, Scope

FARTHEST = 10.0
"""Seconds between the first and the last who are told to come back: not all of them will."""


class Start(NamedTuple):
    """When one drawn call may start."""

    at: float
    until: float


@dataclass(slots=True)
class Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """First come, first served."""
    starts: deque[Start] = field(default_factory=deque)
    """Drawn and not taken, in order."""
    waiting: int = 0
    """What those who stand in line need, together."""
    scope: Scope = Scope.ACCOUNT
    """What the last draw had to wait for."""
    last_start: float = float("-inf")
    """Of all that was drawn."""
    closed_until: float = float("-inf")
    """Before this no draw can have anything."""
    _ahead: int = 1
    _drawn_at: float = float("-inf")
    _come_back_at: float = float("-inf")
    _last_appointment: float = float("-inf")

    @contextmanager
    def joined(self, cost: int) -> Iterator[None]:
        self.waiting += cost
        try:
            yield
        finally:
            self.waiting -= cost

    def ahead(self, now: float, most: int) -> int:
        """Return how much to draw: for all who wait, or twice as much as last time, if that all went.

        It did not where the last draw is so long ago that what it drew ahead was too old.
        """
        is_busy = now - self._drawn_at < LIFE.total_seconds()
        self._ahead = max(1, min(2 * self._ahead, most)) if is_busy else 1
        self._drawn_at = now
        return max(self.waiting - len(self.starts), self._ahead)

    def add(self, waits: Iterable[float], began: float, ended: float) -> None:
        """Keep what a draw gave, which the database did at some time between the two."""
        life = LIFE.total_seconds()
        self.starts.extend(Start(ended + wait, began + wait + life) for wait in waits)
        if self.starts:
            self.last_start = max(self.last_start, self.starts[-1].at)

    def take(self, cost: int) -> tuple[Start, ...]:
        return tuple(self.starts.popleft() for _ in range(cost))

    def give_back(self, starts: tuple[Start, ...]) -> None:
        """Put what was taken where it was: several may give back, in any order."""
        self.starts = deque(sorted((*starts, *self.starts)))

    def drop_old(self, now: float) -> None:
        while self.starts and self.starts[0].until <= now:
            self.starts.popleft()

    def forget(self) -> None:
        """Let no call start that has been drawn and not taken."""
        self.starts.clear()

    def close(self, until: float, patience: timedelta) -> None:
        """Note when a call could start at the earliest; to draw makes sense `patience` before that."""
        self.closed_until = until - patience.total_seconds()
        self._come_back_at = until - patience.total_seconds() / 2

    def appointment(self, now: float, spacing: float) -> float:
        """Return when the next who was turned away is to come back: one after the other."""
        earliest = max(now, self._come_back_at)
        self._last_appointment = min(max(earliest, self._last_appointment + spacing), earliest + FARTHEST)
        return self._last_appointment
