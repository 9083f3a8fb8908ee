"""`worker.ports.quota.Quota`, on PostgreSQL.

What is drawn is reckoned by a function of the database, under the locks of its rows and on its
clock, so replicas need not agree on the time, and a draw is one statement.
"""

from dataclasses import dataclass
from datetime import timedelta

from worker.ports.quota import GOOGLES_LIMITS, Drawn, Limit, Limits, Payer, Scope
from worker.store.pool import Database

LONGEST_HOLD = timedelta(minutes=15)
"""Google is asked again after that, whatever it said."""
LONGEST_BACKOFF = timedelta(seconds=64)
SEVERAL = 3
"""Accounts that are held back at the same time are a project."""
NEVER = 2**31 - 1

DRAW = "SELECT * FROM draw_quota($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
HOLD = "SELECT hold_quota($1, $2, $3, $4, $5, $6, $7)"


@dataclass(frozen=True, slots=True)
class PostgresQuota:
    database: Database
    limits: Limits = GOOGLES_LIMITS

    async def draw(
        self, payer: Payer, need: int, want: int, *, patience: timedelta, reach: timedelta
    ) -> Drawn:
        account, project = self.limits.account, self.limits.project
        buckets = (account.rate, account.burst, project.rate, project.burst)
        within = (patience.total_seconds(), reach.total_seconds())
        async with self.database.connection() as connection:
            [row] = await connection.fetch(DRAW, payer.project, payer.account, *buckets, need, want, *within)
        return Drawn(tuple(row["waits"]), row["wait"], scope_of(of_the_project=row["of_the_project"]))

    async def hold_back(self, payer: Payer, wait: timedelta | None, *, perhaps_project: bool) -> Scope:
        asked = None if wait is None else wait.total_seconds()
        longest = LONGEST_BACKOFF if wait is None else LONGEST_HOLD
        refills = refill(self.limits.account), refill(self.limits.project)
        several = SEVERAL if perhaps_project else NEVER
        async with self.database.connection() as connection:
            of_the_project = await connection.fetchval(
                HOLD, payer.project, payer.account, *refills, asked, longest.total_seconds(), several
            )
        return scope_of(of_the_project=of_the_project)


def refill(limit: Limit) -> float:
    """Return the seconds in which an empty bucket fills."""
    return limit.burst / limit.rate


def scope_of(*, of_the_project: bool) -> Scope:
    return Scope.PROJECT if of_the_project else Scope.ACCOUNT
