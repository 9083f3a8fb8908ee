"""Until when this replica surely holds the commands it works on.

The database keeps the leases on its own clock; here they are known on the monotonic clock,
counted from before the statement that gave them, so they seem to end a little early and
never late. One statement every three seconds says that the replica lives and renews all its
claims. A lease is void, for everybody, as soon as its replica's heartbeat is ten seconds old.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from typing import TypeAlias
from uuid import uuid4

import structlog

from worker.errors import LeaseLost, StoreUnavailable
from worker.ports.clock import Clock
from worker.store.pool import Database

LEASE = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=3)
HEARTBEAT_VOID = timedelta(seconds=10)

ClaimKey: TypeAlias = "tuple[str, str, int]"
"""`user_id`, `command_id`, fence."""

# A row that its own transaction has locked is left for the next beat: nothing may hold up the
# heartbeat, or every claim of the replica would be void.
BEAT = """
WITH alive AS (
    INSERT INTO replicas (replica_id, heartbeat_at) VALUES ($1, clock_timestamp())
    ON CONFLICT (replica_id) DO UPDATE SET heartbeat_at = clock_timestamp()
), mine AS (
    SELECT command.user_id, command.command_id
    FROM commands command
    JOIN unnest($2::text[], $3::text[], $4::bigint[]) AS held (user_id, command_id, fence)
        USING (user_id, command_id, fence)
    WHERE command.owner = $1
    FOR UPDATE OF command SKIP LOCKED
)
UPDATE commands command SET lease_until = clock_timestamp() + $5::interval
FROM mine
WHERE command.user_id = mine.user_id AND command.command_id = mine.command_id
RETURNING command.user_id, command.command_id, command.fence
"""
LEAVE = "DELETE FROM replicas WHERE replica_id = $1"


@dataclass(slots=True, eq=False)
class HeldLease:
    """`worker.ports.calendar.Lease`, for one claim of this replica."""

    leases: "Leases" = field(repr=False)
    ends_at: float
    """On the monotonic clock."""

    def ensure(self, duration: timedelta) -> None:
        now = self.leases.clock.monotonic()
        if now + duration.total_seconds() > self.ends_at:
            raise LeaseLost(f"the lease does not last {duration.total_seconds():g} s more")
        if not self.leases.is_alive():
            raise LeaseLost("this replica's heartbeat is late: its claims are void")


@dataclass(slots=True, eq=False)
class Leases:
    """All claims of this process. `run` keeps them; without it they are void after ten seconds."""

    database: Database
    """With a connection of its own, so that no crowd in the pool can hold up the heartbeat."""
    clock: Clock
    name: str = "worker"
    replica: str = ""
    """Names this process and no other: a restarted replica does not inherit its claims."""
    _beaten_at: float | None = None
    _held: dict[ClaimKey, HeldLease] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.replica = self.replica or f"{self.name}/{uuid4().hex[:12]}"

    async def run(self) -> None:
        """Beat for ever. The database may go and come back."""
        while True:
            try:
                await self.beat()
            except StoreUnavailable as error:
                structlog.get_logger().warning("heartbeat missed", replica=self.replica, error=str(error))
            await self.clock.sleep(RENEW_EVERY)

    async def beat(self) -> None:
        """Say that this replica lives, and renew its claims."""
        began = self.clock.monotonic()
        users, commands, fences = self._columns(began)
        async with self.database.connection() as connection:
            rows = await connection.fetch(BEAT, self.replica, users, commands, fences, LEASE)
        self._beaten_at = began
        for row in rows:
            if lease := self._held.get((row["user_id"], row["command_id"], row["fence"])):
                lease.ends_at = began + LEASE.total_seconds()

    async def leave(self) -> None:
        """Give everything back at once, at the end of an orderly stop."""
        self._beaten_at = None
        self._held.clear()
        async with self.database.connection() as connection:
            await connection.execute(LEAVE, self.replica)

    def is_alive(self) -> bool:
        """Tell whether the last heartbeat is surely young enough for everybody."""
        if self._beaten_at is None:
            return False
        return self.clock.monotonic() - self._beaten_at < HEARTBEAT_VOID.total_seconds()

    def ensure_alive(self) -> None:
        """Raise `StoreUnavailable` where a new claim would be void at once."""
        if not self.is_alive():
            raise StoreUnavailable("this replica's heartbeat is late: it cannot claim anything")

    def hold(self, key: ClaimKey, began: float) -> HeldLease:
        """Keep a claim alive that a statement gave, which began at `began`."""
        self._held[key] = HeldLease(self, began + LEASE.total_seconds())
        return self._held[key]

    def drop(self, key: ClaimKey) -> None:
        """Renew a claim no more: it ended, or another replica has it."""
        if lease := self._held.pop(key, None):
            lease.ends_at = -inf

    def _columns(self, now: float) -> tuple[list[str], list[str], list[int]]:
        """Return the keys of all claims worth renewing. One that surely ended is another's to take."""
        for key in [key for key, lease in self._held.items() if lease.ends_at < now]:
            self.drop(key)
        users, commands, fences = zip(*self._held, strict=True) if self._held else ((), (), ())
        return list(users), list(commands), list(fences)
