"""`worker.ports.quota.Quota` in memory: the same reckoning, without a database."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from worker.errors import StoreUnavailable
from worker.ports.clock import Clock
from worker.ports.quota import GOOGLES_LIMITS, Drawn, Limit, Limits, Payer, Scope
from worker.store.quota import LONGEST_BACKOFF, LONGEST_HOLD, SEVERAL

NEVER = float("-inf")
JITTER = 0.5
LONGEST_GUESS = 60
"""Seconds for which a project is held back because several of its accounts are."""


@dataclass
class Bucket:
    full_at: float = NEVER
    held_until: float = NEVER
    holds: int = 0

    def before_first(self, now: float, limit: Limit) -> float:
        """Return the seconds to the start of a call before the first."""
        return max(self.full_at, now) - now - limit.burst / limit.rate

    def take(self, now: float, count: int, limit: Limit) -> None:
        self.full_at = max(self.full_at, now) + count / limit.rate

    def hold(self, until: float, limit: Limit) -> None:
        self.held_until = max(self.held_until, until)
        self.full_at = max(self.full_at, self.held_until + limit.burst / limit.rate)


@dataclass
class FakeQuota:
    clock: Clock
    limits: Limits = GOOGLES_LIMITS
    draws: int = 0
    broken: bool = False
    """Whether the store is out of reach."""
    accounts: dict[Payer, Bucket] = field(default_factory=lambda: defaultdict(Bucket))
    projects: dict[str, Bucket] = field(default_factory=lambda: defaultdict(Bucket))

    async def draw(
        self, payer: Payer, need: int, want: int, *, patience: timedelta, reach: timedelta
    ) -> Drawn:
        self._ensure_reached()
        self.draws += 1
        now = self.clock.monotonic()
        both = (
            (self.accounts[payer], self.limits.account),
            (self.projects[payer.project], self.limits.project),
        )
        zeros = [(bucket.before_first(now, limit), limit.rate) for bucket, limit in both]
        waits = [
            round(max(0.0, *(zero + number / rate for zero, rate in zeros)), 6) for number in range(want + 1)
        ]
        granted = sum(wait <= reach.total_seconds() for wait in waits[1:])
        if granted < need:
            granted = need if waits[need] <= patience.total_seconds() else 0
        if granted:
            for bucket, limit in both:
                bucket.take(now, granted, limit)
        account, project = (zero + need / rate for zero, rate in zeros)
        scope = Scope.PROJECT if project > account else Scope.ACCOUNT
        return Drawn(tuple(waits[1 : granted + 1]), waits[need], scope)

    async def hold_back(self, payer: Payer, wait: timedelta | None, *, perhaps_project: bool) -> Scope:
        self._ensure_reached()
        now, bucket = self.clock.monotonic(), self.accounts[payer]
        bucket.hold(self._until(bucket, now, wait), self.limits.account)
        held = [one for payer_, one in self.accounts.items() if payer_.project == payer.project]
        if not perhaps_project or sum(one.held_until > now for one in held) < SEVERAL:
            return Scope.ACCOUNT
        until = min(bucket.held_until, now + LONGEST_GUESS)
        self.projects[payer.project].hold(until, self.limits.project)
        return Scope.PROJECT

    def _until(self, bucket: Bucket, now: float, wait: timedelta | None) -> float:
        if bucket.held_until > now:
            asked = timedelta(0) if wait is None else min(wait, LONGEST_HOLD)
            return now + asked.total_seconds()
        bucket.holds = bucket.holds + 1 if bucket.held_until > now - 60 else 1
        if wait is None:
            return now + min(2.0 ** (bucket.holds - 1) + JITTER, LONGEST_BACKOFF.total_seconds())
        return now + min(wait, LONGEST_HOLD).total_seconds()

    def _ensure_reached(self) -> None:
        if self.broken:
            raise StoreUnavailable("no database")
