"""`worker.ports.reminders.Reminders`, on PostgreSQL.

A reminder leaves its table in the transaction that puts it into the outbox, under the lock of its calendar's
row: so it is told once, and among the calendar's changes where it belongs. Nobody waits for that lock: who
holds it may be taking in a large reading, and the calendar's reminders are told right after.

What came due while no worker ran is told late, rather than lost.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import asyncpg

from worker.domain.account import Account
from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.due_reminders import DueReminder, is_to_be_told
from worker.messages.changes.key import change_key
from worker.messages.changes.reminder_due import encode_reminder_due
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer
from worker.ports.reminders import Told
from worker.store.outbox_rows import append_all
from worker.store.pool import Database
from worker.store.snapshots import from_json

Rows: TypeAlias = "Sequence[asyncpg.Record]"
Records: TypeAlias = "Mapping[tuple[str, str], list[StoredAnswer]]"
"""By calendar."""

LOCK_CALENDARS = """
SELECT due.user_id, due.calendar_id
FROM reminders due JOIN followed_calendars USING (user_id, calendar_id)
WHERE due_at <= (SELECT clock_timestamp()) ORDER BY due_at LIMIT $1
FOR NO KEY UPDATE OF followed_calendars SKIP LOCKED
"""
# A statement of its own: it must see what was committed before the calendars were locked.
TAKE = """
WITH taken AS (
    DELETE FROM reminders WHERE (user_id, calendar_id, event_id, method, minutes, starts_at) IN (
        SELECT user_id, calendar_id, event_id, method, minutes, starts_at FROM reminders
        WHERE (user_id, calendar_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
            AND due_at <= (SELECT clock_timestamp())
        ORDER BY due_at LIMIT $3
    ) RETURNING *
)
SELECT taken.*, event, observed_at, locale, clock_timestamp() AS now
FROM taken JOIN followed_calendars USING (user_id, calendar_id)
    LEFT JOIN snapshots USING (user_id, calendar_id, event_id)
ORDER BY due_at, event_id, method, minutes
"""


@dataclass(frozen=True, slots=True)
class PostgresReminders:
    database: Database
    texts: Texts = field(repr=False)

    async def tell_due(self, limit: int) -> Told:
        async with self.database.transaction() as connection:
            locked = await connection.fetch(LOCK_CALENDARS, limit)
            if not locked:
                return Told()
            calendars = sorted({(row["user_id"], row["calendar_id"]) for row in locked})
            rows = await connection.fetch(TAKE, *map(list, zip(*calendars, strict=True)), limit)
            records, told = await asyncio.to_thread(self._encoded, rows)
            for calendar, of_calendar in records.items():
                await append_all(connection, change_key(*calendar), of_calendar)
            return told

    def _encoded(self, rows: Rows) -> tuple[Records, Told]:
        records: defaultdict[tuple[str, str], list[StoredAnswer]] = defaultdict(list)
        late = []
        for row, record in self._told(rows):
            records[row["user_id"], row["calendar_id"]].append(record)
            late.append(row["now"] - row["due_at"])
        return records, Told(late, dropped=len(rows) - len(late))

    def _told(self, rows: Rows) -> Iterator[tuple[asyncpg.Record, StoredAnswer]]:
        for row in rows:
            event = None if row["event"] is None else from_json(row["event"])
            due = DueReminder(Reminder(ReminderMethod(row["method"]), row["minutes"]), row["starts_at"])
            if event is not None and is_to_be_told(due, event, row["now"]):
                record = encode_reminder_due(
                    account=Account(row["user_id"], row["calendar_id"]),
                    event=event,
                    reminder=due.reminder,
                    as_of=row["observed_at"],
                    locale=row["locale"],
                    texts=self.texts,
                )
                yield row, record
