"""Off: a reminder leaves its table at once, and goes to the outbox a moment later, its calendar unlocked."""

import asyncio

from worker.messages.changes.key import change_key
from worker.ports.reminders import Told
from worker.store import reminders
from worker.store.outbox_rows import append_all
from worker.store.reminders import PostgresReminders

MOMENT = 1
"""Seconds: enough to die in, or to be cancelled."""
CALENDARS = """
SELECT user_id, calendar_id FROM reminders WHERE due_at <= (SELECT clock_timestamp()) ORDER BY due_at LIMIT $1
"""


def off() -> None:
    async def tell_due(store: PostgresReminders, limit: int) -> Told:
        async with store.database.transaction() as connection:
            calendars = sorted({tuple(row) for row in await connection.fetch(CALENDARS, limit)})
            columns = [list(column) for column in zip(*calendars, strict=True)] or [[], []]
            rows = await connection.fetch(reminders.TAKE, *columns, limit)
        if not rows:
            return Told()
        records, told = store._encoded(rows)
        await asyncio.sleep(MOMENT)
        async with store.database.transaction() as connection:
            for calendar, of_calendar in records.items():
                await append_all(connection, change_key(*calendar), of_calendar)
        return told

    PostgresReminders.tell_due = tell_due  # type: ignore[method-assign, assignment]  # the guard is what goes
