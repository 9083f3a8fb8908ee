"""Reminders on PostgreSQL: what its transactions, its locks and its replicas make of the port's promises."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.store.conftest import Connection
from tests.store.reading import Reading, bare
from tests.store.readings import stored_reading
from tests.store.reminders_contract import ChangedEventsContract, LateContract, MomentsContract
from tests.store.reminding import HOUR, MINUTE, Reminding
from worker.domain.interval import Interval
from worker.store.observe import LOCK_CALENDAR
from worker.store.open import Store

pytestmark = pytest.mark.real

CALENDAR = ("user-1", "ana@example.com")


def reminding_on(store: Store, database: Connection, began: datetime) -> Reminding:
    async def let_pass(time: timedelta) -> None:
        await database.execute("UPDATE reminders SET due_at = due_at - $1::interval", time)

    return Reminding(stored_reading(store, database), store.reminders, began, let_pass)


@pytest.fixture
async def began(database: Connection) -> datetime:
    now: datetime = await database.fetchval("SELECT date_trunc('second', clock_timestamp())")
    return now.astimezone(UTC)


@pytest.fixture
def reminding(store: Store, database: Connection, began: datetime) -> Reminding:
    return reminding_on(store, database, began)


@pytest.fixture
def other(other_store: Store, database: Connection, began: datetime) -> Reminding:
    return reminding_on(other_store, database, began)


class TestReminders(MomentsContract, ChangedEventsContract, LateContract): ...


async def test_two_replicas_tell_each_once(reminding: Reminding, other: Reminding) -> None:
    meetings = [reminding.meeting(1, 10, 20, 30, event_id=f"e-{number}") for number in range(40)]
    await reminding.reading.read(*meetings)
    await reminding.let_pass(HOUR)

    async def tell_some(one: Reminding) -> int:
        return sum([(await one.reminders.tell_due(7)).taken for _ in range(20)])

    taken = await asyncio.gather(tell_some(reminding), tell_some(other))
    rest = await reminding.reminders.tell_due(200)  # whoever found the calendar locked went on
    assert sum(taken) + rest.taken == 120
    due = [dict(one.headers)["ce_id"] for one in await reminding.taken() if one.kind == "due"]
    assert (len(due), len(set(due))) == (120, 120)


async def test_nobody_waits_for_a_calendar_that_is_being_taken_in(
    reminding: Reminding, database: Connection
) -> None:
    await reminding.reading.read(reminding.meeting(1, 10))
    await reminding.let_pass(HOUR)
    async with database.transaction():
        await database.execute(LOCK_CALENDAR, *CALENDAR, "en")
        async with asyncio.timeout(5):
            assert (await reminding.reminders.tell_due(100)).taken == 0

    assert await reminding.told() == [("e-1", 10)]


async def test_what_was_cancelled_while_the_calendar_was_locked_is_not_told(
    reminding: Reminding, other: Reminding
) -> None:
    """Whoever takes the lock after a cancellation sees that the reminder went with it."""
    for number in range(20):
        await reminding.reading.read(reminding.meeting(number, 10, event_id="e-1"))
        await reminding.let_pass(HOUR)
        await asyncio.gather(reminding.reading.read(bare()), *(other.reminders.tell_due(1) for _ in range(5)))

        kinds = [one.kind for one in await reminding.taken()]
        assert kinds in (["created", "cancelled"], ["created", "due", "cancelled"])


async def test_a_transaction_that_fails_leaves_every_reminder(
    reminding: Reminding, database: Connection
) -> None:
    await reminding.reading.read(reminding.meeting(1, 10))
    await reminding.let_pass(HOUR)
    await database.execute("ALTER TABLE outbox ADD CONSTRAINT nothing_more CHECK (false) NOT VALID")
    try:
        with pytest.raises(Exception, match="nothing_more"):
            await reminding.reminders.tell_due(100)
    finally:
        await database.execute("ALTER TABLE outbox DROP CONSTRAINT nothing_more")

    assert await reminding.told() == [("e-1", 10)]


@pytest.mark.parametrize(("ended", "told"), [(23, 1), (25, 0)])
async def test_what_an_outage_kept_back_is_told_for_a_day_after_the_end(
    reminding: Reminding, database: Connection, ended: int, told: int
) -> None:
    end = reminding.began - ended * HOUR
    seen = reminding.meeting(1, 10, when=Interval(end - HOUR, end), updated=end - 2 * HOUR)
    await reminding.reading.read(seen)
    start = end - HOUR
    await database.execute(
        "INSERT INTO reminders VALUES ($1, $2, 'e-1', 'popup', 10, $3, $4)",
        *CALENDAR,
        start,
        start - 10 * MINUTE,
    )

    found = await reminding.reminders.tell_due(100)

    assert (len(found.late), found.dropped) == (told, 1 - told)
    assert all(late > ended * HOUR for late in found.late)
    assert await database.fetchval("SELECT count(*) FROM reminders") == 0


async def test_no_row_is_left_of_what_holds_no_more(reminding: Reminding, database: Connection) -> None:
    async def rows() -> list[tuple[str, int, datetime]]:
        found = await database.fetch("SELECT event_id, minutes, starts_at FROM reminders ORDER BY minutes")
        return [tuple(row) for row in found]

    first, moved = reminding.meeting(1, 10, 20), reminding.meeting(2, 10, starts=120)
    await reminding.reading.read(first, reminding.meeting(1, 5, event_id="e-2"))
    await reminding.reading.read(moved)

    assert moved.when is not None
    assert ("e-1", 10, moved.when.start) in await rows()
    assert len(await rows()) == 2
    await reminding.reading.read(bare(), bare("e-2"))
    assert await rows() == []


async def test_a_reminder_whose_event_was_forgotten_goes_quietly(
    reminding: Reminding, database: Connection
) -> None:
    await reminding.reading.read(reminding.meeting(1, 10))
    await database.execute("DELETE FROM snapshots")

    assert await reminding.told(after=51) == []
    assert await database.fetchval("SELECT count(*) FROM reminders") == 0


async def test_what_an_earlier_release_followed_is_read_in_full_once_and_nothing_told_twice(
    reading: Reading, reminding: Reminding, database: Connection
) -> None:
    await reading.read(reminding.meeting(1, 10))
    assert (await reading.begin()).sync_token == "token"
    await database.execute("UPDATE synchronisations SET owner = NULL, lease_until = NULL")
    await database.execute("DELETE FROM reminders")
    await database.execute("UPDATE followed_calendars SET reminders_read = false")
    await database.execute("""UPDATE snapshots SET event = (event::jsonb - 'reminders')::json""")
    await reading.told()

    begun = await reading.begin()
    assert begun.sync_token is None
    await reading.synchronisations.stage(begun, [reminding.meeting(1, 10)])
    await reading.end(begun)

    assert await reading.told() == []
    assert (await reading.begin()).sync_token == "token"
    assert await reminding.told(after=51) == [("e-1", 10)]
