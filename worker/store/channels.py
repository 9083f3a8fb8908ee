"""`worker.ports.channels.Channels`, on PostgreSQL.

Of many who want to open a channel for one calendar the row in `watches` lets one, whose lease is
void with its replica's heartbeat, like every other. Locks are taken in this order: the watch, its
channels, and then the mark of its calendar.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.errors import LeaseLost
from worker.ports.channels import ChannelToStop, KnownChannel, Mark, NewChannel, OpenChannel, Opening
from worker.ports.synchronisation import FollowedCalendar
from worker.store import dirty
from worker.store.holdings import HeldLease
from worker.store.leases import HEARTBEAT_VOID, LEASE, Leases
from worker.store.pool import Connection, Database

LIVE = """
SELECT max(expires_at) FROM channels
WHERE user_id = $1 AND calendar_id = $2 AND address = $3 AND state = 'live'
    AND expires_at > clock_timestamp()
"""
TAKE = """
INSERT INTO watches AS watch (user_id, calendar_id, opening, owner, lease_until)
VALUES ($1, $2, $3, $4, clock_timestamp() + $5::interval)
ON CONFLICT (user_id, calendar_id) DO UPDATE SET
    opening = excluded.opening, owner = excluded.owner, lease_until = excluded.lease_until
    WHERE NOT is_live(watch.owner, watch.lease_until, $6::interval)
RETURNING true
"""
RETAKE = """
UPDATE watches SET opening = $3, owner = $4, lease_until = clock_timestamp() + $5::interval
WHERE user_id = $1 AND calendar_id = $2 AND renew_at <= clock_timestamp()
    AND NOT is_live(owner, lease_until, $6::interval)
RETURNING true
"""
# Whoever was about to open one is dead: if Google has it, it is not wanted.
CLOSE_UNOPENED = """
UPDATE channels SET state = 'closing', stop_at = clock_timestamp()
WHERE user_id = $1 AND calendar_id = $2 AND state = 'opening'
"""
ADD = """
INSERT INTO channels (user_id, calendar_id, id, token_hash, address, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
# Nobody waits for a calendar's row, which may be locked for minutes: if it is there, that will do. So it is
# looked for first: a conflict with a row that a long transaction has changed would be waited for.
FOLLOW = """
INSERT INTO followed_calendars (user_id, calendar_id, locale)
SELECT $1, $2, coalesce($3, 'ro')
WHERE NOT EXISTS (SELECT FROM followed_calendars WHERE user_id = $1 AND calendar_id = $2)
ON CONFLICT DO NOTHING
"""
# At some moment between 70 and 85 % of its life, and not before a minute has passed.
SETTLE = """
UPDATE watches SET opening = NULL, owner = NULL, lease_until = NULL, renew_at = clock_timestamp()
    + greatest(interval '1 minute', ($4 - clock_timestamp()) * (0.7 + 0.15 * random()))
WHERE user_id = $1 AND calendar_id = $2 AND opening = $3
RETURNING true
"""
REPLACE = """
UPDATE channels SET state = 'closing', stop_at = clock_timestamp()
WHERE user_id = $1 AND calendar_id = $2 AND id <> $3 AND state <> 'closing'
"""
GO_LIVE = "UPDATE channels SET state = 'live', resource_id = $2, expires_at = $3 WHERE id = $1"
CLOSE_LATE = """
UPDATE channels SET state = 'closing', resource_id = $2, expires_at = $3, stop_at = clock_timestamp()
WHERE id = $1
"""
CLOSE_LOST = "UPDATE channels SET state = 'closing', stop_at = clock_timestamp() WHERE id = $1"
FORGET = "DELETE FROM channels WHERE id = $1"
LET_GO = """
UPDATE watches SET opening = NULL, owner = NULL, lease_until = NULL,
    renew_at = clock_timestamp() + $4::interval * (1 + 0.5 * random())
WHERE user_id = $1 AND calendar_id = $2 AND opening = $3 AND renew_at IS NOT NULL
"""
NEVER_WATCHED = """
DELETE FROM watches WHERE user_id = $1 AND calendar_id = $2 AND opening = $3 AND renew_at IS NULL
"""
END = "DELETE FROM watches WHERE user_id = $1 AND ($2::text IS NULL OR calendar_id = $2) RETURNING true"
CLOSE = """
UPDATE channels SET state = 'closing', stop_at = clock_timestamp()
WHERE user_id = $1 AND ($2::text IS NULL OR calendar_id = $2) AND state <> 'closing'
"""
OF_USER = """
SELECT id, user_id, resource_id FROM channels
WHERE user_id = $1 AND resource_id IS NOT NULL AND expires_at > clock_timestamp() ORDER BY id
"""
TO_RENEW = """
SELECT user_id, calendar_id FROM watches
WHERE renew_at <= (SELECT clock_timestamp()) AND NOT is_live(owner, lease_until, $1::interval)
ORDER BY renew_at LIMIT $2
"""
TO_STOP = """
UPDATE channels SET stop_at = clock_timestamp() + interval '2 minutes' WHERE id IN (
    SELECT id FROM channels
    WHERE state = 'closing' AND resource_id IS NOT NULL
        AND stop_at <= (SELECT clock_timestamp()) AND expires_at > clock_timestamp()
    ORDER BY stop_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
RETURNING id, user_id, resource_id
"""
PUT_OFF = """
UPDATE channels SET stop_at = clock_timestamp() + $2::interval * (1 + 0.5 * random()) WHERE id = $1
"""
KNOWN = """
SELECT id, user_id, calendar_id, token_hash, resource_id, watch.user_id IS NOT NULL AS is_watched
FROM channels channel LEFT JOIN watches watch USING (user_id, calendar_id)
WHERE id = ANY($1)
"""
NAME = "UPDATE channels SET resource_id = $2 WHERE id = $1 AND resource_id IS NULL"
COUNT = "SELECT count(*) FROM channels WHERE state = 'live' AND expires_at > clock_timestamp()"


@dataclass(frozen=True, slots=True)
class PostgresChannels:
    database: Database
    leases: Leases

    async def live(self, user_id: str, calendar_id: str, address: str) -> datetime | None:
        async with self.database.connection() as connection:
            found: datetime | None = await connection.fetchval(LIVE, user_id, calendar_id, address)
        return found

    async def begin(
        self,
        user_id: str,
        calendar_id: str,
        channel: NewChannel,
        locale: str | None = None,
        *,
        renewing: bool = False,
    ) -> Opening | None:
        self.leases.ensure_alive()
        calendar, began = (user_id, calendar_id), self.leases.clock.monotonic()
        take = (*calendar, channel.id, self.leases.replica, LEASE, HEARTBEAT_VOID)
        row = (*calendar, channel.id, channel.token_hash, channel.address, channel.expires_at)
        async with self.database.transaction() as connection:
            if await connection.fetchval(RETAKE if renewing else TAKE, *take) is None:
                return None
            await connection.execute(CLOSE_UNOPENED, *calendar)
            await connection.execute(ADD, *row)
        lease = HeldLease(self.leases, began + LEASE.total_seconds())
        return Opening(*calendar, channel.id, lease, locale)

    async def opened(self, opening: Opening, channel: OpenChannel) -> None:
        calendar, as_told = calendar_of(opening), (channel.resource_id, channel.expires_at)
        async with self.database.transaction() as connection:
            mine = await connection.fetchval(SETTLE, *calendar, opening.channel_id, channel.expires_at)
            if mine is not None:
                await connection.execute(FOLLOW, *calendar, opening.locale)
                await connection.execute(REPLACE, *calendar, opening.channel_id)
                await connection.execute(GO_LIVE, opening.channel_id, *as_told)
                await dirty.mark(connection, [FollowedCalendar(*calendar)])
                return
            await connection.execute(CLOSE_LATE, opening.channel_id, *as_told)
        raise LeaseLost("the calendar is watched no more, or another channel is being opened for it")

    async def give_up(self, opening: Opening, retry_after: timedelta, *, may_be_open: bool) -> None:
        mine = (*calendar_of(opening), opening.channel_id)
        async with self.database.transaction() as connection:
            await connection.execute(NEVER_WATCHED, *mine)
            await connection.execute(LET_GO, *mine, retry_after)
            await connection.execute(CLOSE_LOST if may_be_open else FORGET, opening.channel_id)

    async def end(self, user_id: str, calendar_id: str) -> bool:
        async with self.database.transaction() as connection:
            return await end(connection, user_id, calendar_id)

    async def end_all(self, user_id: str) -> Sequence[ChannelToStop]:
        async with self.database.transaction() as connection:
            await end(connection, user_id, None)
            rows = await connection.fetch(OF_USER, user_id)
        return [ChannelToStop(*row) for row in rows]

    async def to_renew(self, limit: int) -> Sequence[FollowedCalendar]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(TO_RENEW, HEARTBEAT_VOID, limit)
        return [FollowedCalendar(*row) for row in rows]

    async def to_stop(self, limit: int) -> Sequence[ChannelToStop]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(TO_STOP, limit)
        return [ChannelToStop(*row) for row in rows]

    async def stopped(self, channel: ChannelToStop) -> None:
        async with self.database.connection() as connection:
            await connection.execute(FORGET, channel.id)

    async def put_off(self, channel: ChannelToStop, retry_after: timedelta) -> None:
        async with self.database.connection() as connection:
            await connection.execute(PUT_OFF, channel.id, retry_after)

    async def known(self, channel_ids: Collection[str]) -> Mapping[str, KnownChannel]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(KNOWN, list(channel_ids))
        return {
            row["id"]: KnownChannel(
                calendar=FollowedCalendar(row["user_id"], row["calendar_id"]),
                token_hash=row["token_hash"],
                resource_id=row["resource_id"],
                is_watched=row["is_watched"],
            )
            for row in rows
        }

    async def mark(self, marks: Collection[Mark]) -> None:
        named = [(one.channel_id, one.resource_id) for one in marks if one.resource_id is not None]
        calendars = [one.calendar for one in marks if one.calendar is not None]
        async with self.database.transaction() as connection:
            if named:
                await connection.executemany(NAME, sorted(named))
            await dirty.mark(connection, calendars)

    async def count(self) -> int:
        async with self.database.connection() as connection:
            found: int = await connection.fetchval(COUNT)
        return found


async def end(connection: Connection, user_id: str, calendar_id: str | None) -> bool:
    """Watch one calendar of a user no more, or none at all. Return whether any was."""
    ended = await connection.fetch(END, user_id, calendar_id)
    await connection.execute(CLOSE, user_id, calendar_id)
    return bool(ended)


def calendar_of(opening: Opening) -> tuple[str, str]:
    return opening.user_id, opening.calendar_id
