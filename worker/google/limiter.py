"""Wait for room in Google's quotas before a call is made, so that Google need not say no.

What is drawn from the shared quota serves this replica's calls in the order in which they came.
A short wait happens here; of a longer one the caller is told, and has taken nothing. A draw is
one statement: a lone call draws for itself, an account with much to do draws ahead.

No replica can shut out another: one whose calls wait for their start already reaches half as far
ahead as one that has none waiting. The rest of the reach is for the first call of everybody.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from worker.errors import RateLimited, StoreUnavailable
from worker.google.line import Line, Start
from worker.ports.clock import Clock
from worker.ports.quota import LIFE, Payer, Quota, Scope

PATIENCE = timedelta(seconds=1)
"""How long a call waits here. A slot waits with it, so longer waits are the lane's business."""
TURN_WITHIN = timedelta(seconds=10)
"""For the wait in line and the draw: only a database that is late takes so long."""
TRIES = 3
"""What was drawn is too old where the machine stood still, or the database is very late."""
LINES = 1_000
"""Accounts that are remembered. Of one that is forgotten some drawn calls are lost."""
ACCOUNT_ALONE = frozenset({"userRateLimitExceeded"})
"""The reason that surely does not mean the project. The others are said of both, and of a calendar."""


class LimiterMetrics(Protocol):
    def limiter_waited(self, scope: str, seconds: float) -> None:
        """Observe how long a call waited that was let through."""
        ...

    def limiter_turned_away(self, scope: str) -> None:
        """Count a call that would have had to wait for too long."""
        ...

    def limiter_held_back(self, scope: str) -> None:
        """Count an answer of Google's that asked for less."""
        ...


class Uncounted:
    """`LimiterMetrics` that go nowhere."""

    def limiter_waited(self, scope: str, seconds: float) -> None:
        pass

    def limiter_turned_away(self, scope: str) -> None:
        pass

    def limiter_held_back(self, scope: str) -> None:
        pass


UNCOUNTED = Uncounted()


class Admission(Protocol):
    async def admit(self, account: str, cost: int = 1) -> None:
        """Return when a call that is charged to an account may be made, at once.

        Raise `RateLimited` with the time to come back, or `StoreUnavailable`; then nothing was taken.
        """
        ...

    async def slow_down(self, account: str, reason: str, retry_after: timedelta | None) -> None:
        """Tell all replicas that Google asked for less."""
        ...


class Unlimited:
    """`Admission` that lets everything through."""

    async def admit(self, account: str, cost: int = 1) -> None:
        pass

    async def slow_down(self, account: str, reason: str, retry_after: timedelta | None) -> None:
        pass


UNLIMITED = Unlimited()


@dataclass(frozen=True, slots=True)
class Limiting:
    """What calls are limited by, and who hears of it."""

    quota: Quota
    metrics: LimiterMetrics = UNCOUNTED


@dataclass(frozen=True, slots=True)
class Limiter:
    quota: Quota
    project: str
    clock: Clock
    metrics: LimiterMetrics = UNCOUNTED
    patience: timedelta = PATIENCE
    _lines: dict[str, Line] = field(default_factory=dict, repr=False)

    async def admit(self, account: str, cost: int = 1) -> None:
        line = self._line(account)
        began = self.clock.monotonic()
        for _ in range(TRIES):
            if await self._wait_for(await self._turn(line, account, cost), line):
                self.metrics.limiter_waited(line.scope, self.clock.monotonic() - began)
                return
        raise StoreUnavailable("the quotas answer so late that nothing drawn is any good")

    async def slow_down(self, account: str, reason: str, retry_after: timedelta | None) -> None:
        self._line(account).forget()
        perhaps_project = reason not in ACCOUNT_ALONE
        try:
            async with asyncio.timeout(TURN_WITHIN.total_seconds()):
                payer = Payer(self.project, account)
                scope = await self.quota.hold_back(payer, retry_after, perhaps_project=perhaps_project)
        except (StoreUnavailable, TimeoutError):  # the caller waits all the same, alone
            scope = Scope.ACCOUNT
        self.metrics.limiter_held_back(scope)

    def _line(self, account: str) -> Line:
        """Return the line of an account, and forget those that have not been asked for the longest."""
        line = self._lines.pop(account, None) or Line()
        self._lines[account] = line
        while len(self._lines) > LINES:
            del self._lines[next(iter(self._lines))]
        return line

    async def _turn(self, line: Line, account: str, cost: int) -> tuple[Start, ...]:
        """Take what a call needs, in its turn."""
        with line.joined(cost):
            try:
                async with asyncio.timeout(TURN_WITHIN.total_seconds()), line.turn:
                    return await self._take(line, account, cost)
            except TimeoutError:
                raise StoreUnavailable("the quotas did not answer in time") from None

    async def _take(self, line: Line, account: str, cost: int) -> tuple[Start, ...]:
        now = self.clock.monotonic()
        line.drop_old(now)
        need = cost - len(line.starts)
        if need > 0:
            if now >= line.closed_until:
                await self._draw(line, Payer(self.project, account), need)
            if cost > len(line.starts):
                raise self._turned_away(line, cost)
        return line.take(cost)

    async def _draw(self, line: Line, payer: Payer, need: int) -> None:
        await asyncio.sleep(0)  # whoever comes at the same moment is drawn for too
        began = self.clock.monotonic()
        reach = self.patience / 2
        patience = reach if line.last_start > began else self.patience
        ahead = line.ahead(began, most=int(self.quota.limits.account.rate * LIFE.total_seconds()))
        drawn = await self.quota.draw(payer, need, max(need, ahead), patience=patience, reach=reach)
        line.scope = drawn.scope
        line.add(drawn.waits, began, self.clock.monotonic())
        if not drawn.waits:
            line.close(began + drawn.wait, patience)

    def _turned_away(self, line: Line, cost: int) -> RateLimited:
        """Tell one call after the other to come back, as fast as they can be served."""
        self.metrics.limiter_turned_away(line.scope)
        now = self.clock.monotonic()
        wait = line.appointment(now, cost / self.quota.limits.account.rate) - now
        told = f"no room in Google's quota of the {line.scope}"
        return RateLimited(told, retry_after=timedelta(seconds=wait))

    async def _wait_for(self, taken: tuple[Start, ...], line: Line) -> bool:
        """Wait until a call may start, and return whether it still may. Who is cancelled gives it back."""
        wait = taken[-1].at - self.clock.monotonic()
        if wait > 0:
            try:
                await self.clock.sleep(timedelta(seconds=wait))
            except BaseException:
                line.give_back(taken)
                raise
        return self.clock.monotonic() < taken[-1].until
