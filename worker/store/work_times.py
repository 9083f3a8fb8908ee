"""`worker.ports.work_times.WorkTimes`, on PostgreSQL.

A command reads one row for each of its people, and writes only what it misses: once a day for each.
To take what is due is to put it off, so nothing is lost with a replica.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from worker.domain.account import Account
from worker.domain.working_hours import Hours, WorkingHours
from worker.domain.zones import UnknownZone, zone
from worker.ports.work_times import GoogleHours, Wanted
from worker.store.pool import Database

FRESH = timedelta(days=1)
READ_AFTER = timedelta(seconds=3)
"""The command that wants it has calls of its own to make first."""
READ_WITHIN = timedelta(minutes=2)

KNOWN = """
SELECT address, time_zone, hours, due_at IS NULL AND read_at < clock_timestamp() - $3::interval AS is_old
FROM work_times WHERE user_id = $1 AND address = ANY($2)
"""
# In one order, so that no two commands wait for each other.
WANT = """
INSERT INTO work_times (user_id, address, due_at)
SELECT $1, address, clock_timestamp() + $3::interval FROM unnest($2::text[]) AS address ORDER BY address
ON CONFLICT (user_id, address) DO UPDATE SET
    wanted_at = excluded.wanted_at, due_at = coalesce(work_times.due_at, excluded.due_at)
"""
TAKE = """
WITH due AS (
    SELECT user_id, address FROM work_times WHERE due_at <= (SELECT clock_timestamp())
    ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE work_times SET due_at = clock_timestamp() + $2::interval FROM due
WHERE (work_times.user_id, work_times.address) = (due.user_id, due.address)
RETURNING work_times.user_id, work_times.address, work_times.due_at
"""
KEEP = """
UPDATE work_times SET
    time_zone = CASE WHEN $4 THEN $5 ELSE time_zone END, hours = CASE WHEN $4 THEN $6 ELSE hours END,
    read_at = clock_timestamp(), due_at = NULL
WHERE user_id = $1 AND address = $2 AND due_at = $3
"""
PUT_OFF = """
UPDATE work_times SET due_at = clock_timestamp() + $4::interval
WHERE user_id = $1 AND address = $2 AND due_at = $3
"""


@dataclass(frozen=True, slots=True)
class PostgresWorkTimes:
    database: Database

    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(KNOWN, account.user_id, sorted(emails), FRESH)
            fresh = {row["address"] for row in rows if not row["is_old"]}
            if wanted := sorted(set(emails) - fresh):
                await connection.execute(WANT, account.user_id, wanted, READ_AFTER)
        return {row["address"]: google_hours(row) for row in rows}

    async def due(self, limit: int) -> Sequence[Wanted]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(TAKE, limit, READ_WITHIN)
        return [Wanted(row["user_id"], row["address"], row["due_at"]) for row in rows]

    async def keep(self, wanted: Wanted, heard: GoogleHours | None) -> None:
        told = heard or GoogleHours()
        time_zone = told.zone.key if told.zone else None
        async with self.database.connection() as connection:
            await connection.execute(KEEP, *_turn(wanted), heard is not None, time_zone, packed(told.hours))

    async def put_off(self, wanted: Wanted, wait: timedelta) -> None:
        async with self.database.connection() as connection:
            await connection.execute(PUT_OFF, *_turn(wanted), wait)


def _turn(wanted: Wanted) -> tuple[object, ...]:
    return wanted.user_id, wanted.email, wanted.until


def google_hours(row: asyncpg.Record) -> GoogleHours:
    name = row["time_zone"]
    return GoogleHours(None if name is None else _zone(name), unpacked(row["hours"]))


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone, unless this replica's time zone data does not have it yet."""
    try:
        return zone(name)
    except UnknownZone:
        return None


def packed(hours: Hours | None) -> str | None:
    """Write hours as lists of weekdays, start and end in minutes."""
    if hours is None:
        return None
    return orjson.dumps([[sorted(each.days), each.start_minute, each.end_minute] for each in hours]).decode()


def unpacked(text: str | None) -> Hours | None:
    if text is None:
        return None
    return tuple(WorkingHours(frozenset(days), start, end) for days, start, end in orjson.loads(text))
