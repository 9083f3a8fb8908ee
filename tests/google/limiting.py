"""Replicas that call Google for accounts, in a time of their own, and the journal of their calls."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from tests.fakes.quota import FakeQuota
from tests.fakes.timeline import Timeline
from worker.errors import RateLimited
from worker.google.limiter import Limiter
from worker.ports.quota import GOOGLES_LIMITS, Limits

PROJECT = "vai"
ANA = "ana"
BOB = "bob"


@dataclass
class Replicas:
    """Several replicas on one store. All of them see the same clock."""

    count: int
    limits: Limits = GOOGLES_LIMITS
    timeline: Timeline = field(default_factory=Timeline)
    calls: list[tuple[float, int, str, int]] = field(default_factory=list)
    """Each with its second, its replica, its account and its cost."""
    turned_away: list[float] = field(default_factory=list)
    """How long each was told to wait."""
    waited: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By replica, how long calls took to be let through, absences included."""

    def __post_init__(self) -> None:
        self.quota = FakeQuota(self.timeline, self.limits)
        self.limiters = [Limiter(self.quota, PROJECT, self.timeline) for _ in range(self.count)]

    async def call(self, replica: int, account: str = ANA, cost: int = 1) -> None:
        """Make a call. Who is turned away comes back when told."""
        asked = self.timeline.seconds
        while True:
            try:
                await self.limiters[replica].admit(account, cost)
            except RateLimited as limited:
                wait = limited.retry_after or timedelta(0)
                self.turned_away.append(wait.total_seconds())
                await self.timeline.sleep(wait)
            else:
                break
        self.calls.append((self.timeline.seconds, replica, account, cost))
        self.waited[replica].append(self.timeline.seconds - asked)

    async def hot(self, replica: int, until: float, account: str = ANA, at_once: int = 8) -> None:
        """Make calls for an account as fast as they are let through."""

        async def one_after_the_other() -> None:
            while self.timeline.seconds < until:
                await self.call(replica, account)

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(one_after_the_other())

    def busiest_minute(self, account: str | None = None) -> int:
        """Return the most that any sliding minute saw, of one account or of all."""
        calls = [(at, cost) for at, _, who, cost in self.calls if account in {None, who}]
        most = spent = first = 0
        for at, cost in calls:
            spent += cost
            while calls[first][0] <= at - 60:
                spent -= calls[first][1]
                first += 1
            most = max(most, spent)
        return most

    def between(self, begin: float, end: float, replica: int | None = None) -> int:
        """Return how much was called in a stretch of time, by one replica or by all."""
        return sum(cost for at, by, _, cost in self.calls if begin <= at < end and replica in {None, by})
