"""Until when this replica surely holds the commands it works on.

The database keeps the leases on its own clock; here they are known on the monotonic clock,
counted from before the statement that gave them, so they seem to end a little early and
never late. One statement every three seconds says that the replica lives and renews all its
claims, of commands and of calendars. A lease is void, for everybody, as soon as its replica's
heartbeat is ten seconds old.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import structlog

from worker.errors import StoreUnavailable
from worker.ports.clock import Clock
from worker.store.holdings import HeldKey, HeldLease, Holdings
from worker.store.pool import Database

LEASE = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=3)
HEARTBEAT_VOID = timedelta(seconds=10)

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
), reading AS (
    SELECT running.user_id, running.calendar_id
    FROM synchronisations running
    JOIN unnest($6::text[], $7::text[], $8::bigint[]) AS held (user_id, calendar_id, fence)
        USING (user_id, calendar_id, fence)
    WHERE running.owner = $1
    FOR UPDATE OF running SKIP LOCKED
), read_on AS (
    UPDATE synchronisations running SET lease_until = clock_timestamp() + $5::interval
    FROM reading
    WHERE (running.user_id, running.calendar_id) = (reading.user_id, reading.calendar_id)
    RETURNING running.user_id, running.calendar_id, running.fence
), worked_on AS (
    UPDATE commands command SET lease_until = clock_timestamp() + $5::interval
    FROM mine
    WHERE (command.user_id, command.command_id) = (mine.user_id, mine.command_id)
    RETURNING command.user_id, command.command_id, command.fence
)
SELECT user_id, command_id AS name, fence, true AS is_command FROM worked_on
UNION ALL SELECT user_id, calendar_id, fence, false FROM read_on
"""
LEAVE = "DELETE FROM replicas WHERE replica_id = $1"


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
    commands: Holdings = field(default_factory=Holdings, repr=False)
    calendars: Holdings = field(default_factory=Holdings, repr=False)

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
        held = (*self.commands.columns(began), LEASE, *self.calendars.columns(began))
        async with self.database.connection() as connection:
            rows = await connection.fetch(BEAT, self.replica, *held)
        self._beaten_at = began
        for holdings, is_command in ((self.commands, True), (self.calendars, False)):
            renewed = [row for row in rows if row["is_command"] is is_command]
            keys = ((row["user_id"], row["name"], row["fence"]) for row in renewed)
            holdings.renew(keys, began + LEASE.total_seconds())

    async def leave(self) -> None:
        """Give everything back at once, at the end of an orderly stop."""
        self._beaten_at = None
        self.commands.clear()
        self.calendars.clear()
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

    def hold(self, key: HeldKey, began: float) -> HeldLease:
        """Keep a claim alive that a statement gave, which began at `began`."""
        return self.commands.add(key, HeldLease(self, began + LEASE.total_seconds()))

    def hold_calendar(self, key: HeldKey, began: float) -> HeldLease:
        """Keep a calendar likewise."""
        return self.calendars.add(key, HeldLease(self, began + LEASE.total_seconds()))

    def drop(self, key: HeldKey) -> None:
        """Renew a claim no more: it ended, or another replica has it."""
        self.commands.drop(key)

    def now(self) -> float:
        return self.clock.monotonic()
