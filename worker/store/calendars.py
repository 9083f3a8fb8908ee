"""`worker.ports.calendars.Calendars`, on PostgreSQL."""

from dataclasses import dataclass
from datetime import timedelta

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey
from worker.store.pool import Database

FRESH = timedelta(days=1)

# The address is compared, because a user may connect another Google account.
KNOWN = """
SELECT calendar_id, time_zone FROM calendar_names
WHERE user_id = $1 AND name = $2 AND address = $3 AND read_at > clock_timestamp() - $4::interval
"""
REMEMBER = """
INSERT INTO calendar_names (user_id, name, address, calendar_id, time_zone, read_at)
SELECT $1, name, $3, $4, $5, clock_timestamp() FROM unnest($2::text[]) AS name ORDER BY name
ON CONFLICT (user_id, name) DO UPDATE SET
    address = excluded.address, calendar_id = excluded.calendar_id,
    time_zone = excluded.time_zone, read_at = excluded.read_at
"""
FOLLOW_UPS = """
SELECT calendar_id, event_id FROM own_events
WHERE meeting_calendar_id = $1 AND meeting_event_id = $2 ORDER BY made_at, event_id
"""
HOME = "SELECT calendar_id FROM own_events WHERE user_id = $1 AND event_id = $2 ORDER BY made_at LIMIT 1"


@dataclass(frozen=True, slots=True)
class PostgresCalendars:
    database: Database

    async def known(self, account: Account, calendar_id: str) -> CalendarInfo | None:
        async with self.database.connection() as connection:
            row = await connection.fetchrow(KNOWN, account.user_id, calendar_id, account.address, FRESH)
        return None if row is None else CalendarInfo(row["calendar_id"], row["time_zone"])

    async def remember(self, account: Account, calendar_id: str, info: CalendarInfo) -> None:
        """Keep it under the name that was asked for, and under its real one."""
        names = sorted({calendar_id, info.id})
        async with self.database.connection() as connection:
            await connection.execute(
                REMEMBER, account.user_id, names, account.address, info.id, info.time_zone
            )

    async def follow_ups(self, meeting: EventKey) -> list[EventKey]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(FOLLOW_UPS, meeting.calendar_id, meeting.event_id)
        return [EventKey(row["calendar_id"], row["event_id"]) for row in rows]

    async def home_of(self, user_id: str, event_id: str) -> str | None:
        async with self.database.connection() as connection:
            home: str | None = await connection.fetchval(HOME, user_id, event_id)
        return home
