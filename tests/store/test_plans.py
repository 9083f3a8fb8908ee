"""What is asked again and again goes straight to what is due, however much is not.

The database is kept from reading whole tables, as it does where they are as small as here.
"""

from datetime import timedelta

import pytest

from tests.store.conftest import Connection
from worker.store import (
    channels,
    chores,
    claims,
    dirty,
    forgotten_commands,
    reminders,
    retention,
    synchronisations,
    work_times,
)

pytestmark = pytest.mark.real

SOON, MANY = timedelta(seconds=10), 20
ASKED = {
    "calendars": (synchronisations.DUE, (SOON, MANY), "next_sync_at <="),
    "marks": (dirty.DUE, (SOON, MANY), "due_at <="),
    "channels to renew": (channels.TO_RENEW, (SOON, MANY), "renew_at <="),
    "channels to stop": (channels.TO_STOP, (MANY,), "stop_at <="),
    "chores": (chores.TAKE, (MANY, SOON), "LEAST(due_at, move_at) <="),
    "reminders": (reminders.LOCK_CALENDARS, (MANY,), "due_at <="),
    "work times": (work_times.TAKE, (MANY, SOON), "due_at <="),
    "withheld commands": (claims.TAKE_DUE, (SOON, MANY, "one", SOON), "retry_at <="),
    "old commands": (retention.COMMANDS, (SOON, MANY), "created_at <"),
    "old decisions": (retention.DECISIONS, (SOON, MANY), "made_at <"),
    "old reservations": (retention.RESERVATIONS, (SOON, MANY), "upper(period) <"),
    "old snapshots": (retention.SNAPSHOTS, (SOON, MANY), "ends_at <"),
    "old events": (retention.OWN_EVENTS, (SOON, MANY), "made_at <"),
    "old work times": (retention.WORK_TIMES, (SOON, MANY), "wanted_at <"),
    "old intents": (retention.INTENTS, (SOON, MANY), "made_at <"),
    "old channels": (retention.CHANNELS, (SOON, MANY), "expires_at <"),
    "old hashes": (retention.FORGOTTEN_COMMANDS, (SOON, MANY), "used_at <"),
    "awaited commands": (forgotten_commands.MARK_AWAITED, ("user-1", "c-1"), "command_id = ANY"),
}


@pytest.mark.parametrize(("statement", "values", "condition"), ASKED.values(), ids=ASKED)
async def test_an_index_says_where_to_begin_and_where_to_end(
    database: Connection, statement: str, values: tuple[object, ...], condition: str
) -> None:
    await database.execute("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off")

    plan = [row[0] for row in await database.fetch(f"EXPLAIN (COSTS OFF) {statement}", *values)]

    assert any("Index Cond" in line and condition in line for line in plan), "\n".join(plan)
