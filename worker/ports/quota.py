"""Google's quotas, shared by all replicas: calls are drawn from them before they are made.

Google counts a sliding minute, for each account and for the project. A limit is a bucket of
`burst` calls that is refilled at `rate`. A drawn call starts when its wait is over or within
`LIFE` after that, else never, so no minute sees more than `burst + rate * (a minute + LIFE)`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

MINUTE = timedelta(minutes=1)
LIFE = timedelta(seconds=1)
"""How long after its wait a drawn call may start: nobody hoards what others could use."""
USED = 0.95
"""Of a quota. The rest is for calls that reach Google late, and for others of the same project."""
AT_ONCE = 1 / 15
"""Of a quota, after a pause. The more at once, the less later: both count in the same minute."""
DEAREST = 3
"""What one call may cost, and so the least burst."""


class Scope(StrEnum):
    ACCOUNT = "account"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Limit:
    per_minute: int
    """What Google allows."""

    @property
    def burst(self) -> float:
        return max(DEAREST, AT_ONCE * self.per_minute)

    @property
    def rate(self) -> float:
        """Return calls a second."""
        return (USED * self.per_minute - self.burst) / (MINUTE + LIFE).total_seconds()


@dataclass(frozen=True, slots=True)
class Limits:
    account: Limit = Limit(600)
    project: Limit = Limit(10_000)


GOOGLES_LIMITS = Limits()
"""For a project made since May 2026."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose quotas a call is charged to."""

    project: str
    account: str
    """As Google counts it (`quotaUser`), which need not be an address."""


@dataclass(frozen=True, slots=True)
class Drawn:
    waits: tuple[float, ...]
    """Seconds from now until each drawn call may start, in order. Empty: nothing was taken."""
    wait: float
    """Seconds until the call that was needed may start, or might have, had it been within patience."""
    scope: Scope
    """Which of the two quotas it waits for."""


class Quota(Protocol):
    """Any call may raise `StoreUnavailable`."""

    @property
    def limits(self) -> Limits: ...

    async def draw(
        self, payer: Payer, need: int, want: int, *, patience: timedelta, reach: timedelta
    ) -> Drawn:
        """Take at least `need` calls of one account and its project, at most `want`, or none.

        Calls are taken in the order of asking, of all replicas, those to come too: what is needed
        if it may start within `patience`, and as many of the rest as may start within `reach`.
        """
        ...

    async def hold_back(self, payer: Payer, wait: timedelta | None, *, perhaps_project: bool) -> Scope:
        """Let no replica draw for a while: Google said "slower". Return who has to wait.

        Without a `wait` it doubles with each time. `perhaps_project`: Google did not say that it
        meant the account alone; then several accounts that are held back are a project.
        """
        ...
