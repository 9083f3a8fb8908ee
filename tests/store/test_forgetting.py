"""Whatever is kept of a user goes, from every table; and who is at work meanwhile leaves nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from tests.fakes.clock import FakeClock
from tests.store.asked import ANA, ANSWER, AT_ONCE, DAY, REPLY, claimed, key, request, seats, slot
from tests.store.conftest import Connection
from tests.store.departures_contract import leave
from tests.store.grants_contract import kept
from tests.store.reading import Reading, draft, version
from tests.store.readings import stored_reading
from tests.store.shelf import Shelf
from worker.domain.account import CalendarInfo
from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.decision import Decision
from worker.domain.interval import Interval
from worker.errors import LeaseLost
from worker.messages.texts import Texts
from worker.ports.channels import Mark, NewChannel, OpenChannel
from worker.ports.commands import Chore, ChoreAction, Forgotten, OwnEvent, Settlement
from worker.ports.synchronisation import FollowedCalendar
from worker.store.forgetting import AT_ONCE as A_PIECE
from worker.store.forgetting import (
    OF_CALENDARS,
    OF_THE_ACCOUNT,
    OF_THE_USER,
    WITH_THE_ANSWER,
    WITH_THEIR_COMMANDS,
)
from worker.store.open import Store, open_store

pytestmark = pytest.mark.real

MEMORY, EVENTS = timedelta(days=30), timedelta(days=400)
WITH_USERS = """
SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'user_id'
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

FAR_AHEAD = Interval(datetime(2100, 1, 1, tzinfo=UTC), datetime(2100, 1, 2, tzinfo=UTC))


@pytest.fixture
async def store(store_url: str, clock: FakeClock, texts: Texts) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, keys=Shelf().read) as opened:
        yield opened


@pytest.fixture
def reading(store: Store, database: Connection) -> Reading:
    return stored_reading(store, database)


async def a_full_life(store: Store, reading: Reading) -> None:
    """Leave something of Ana in every table."""
    await kept(store.grants, store.commands)
    await store.work_times.known(ANA, ["bob@example.com"])
    await store.calendars.remember(ANA, "primary", CalendarInfo(ANA.address, "Europe/Bucharest"))
    reminding = version(1, "e-4", when=FAR_AHEAD, reminders=(Reminder(ReminderMethod.POPUP, 10),))
    await reading.read(version(1), version(1, "e-2"), reminding)
    await reading.book("e-1", 9, "ana", "bob")
    chore = Chore(ChoreAction.DELETE_FOLLOW_UP, ANA.user_id, "c-1", key("f-1"))
    made = Settlement(made=(OwnEvent(key("e-1")),), chores=(chore,))
    await store.commands.finish(await claimed(store.commands, "c-1"), ANSWER, made)
    writing = await reading.writing(draft("e-3"), command_id="c-2")
    await store.commands.enter_meeting(writing, key("e-3"))
    await store.decisions.keep(writing, Decision(ANA.address.encode(), b"{}"))
    await store.reservations.reserve(writing, seats("ana", event_id="e-3"), [slot(11, 12)])
    await store.commands.withhold(writing, REPLY, AT_ONCE, None)
    await a_channel(store)
    await reading.synchronisations.stage(await reading.begin(), [version(2)])


async def a_channel(store: Store) -> None:
    asked = NewChannel("channel-1", SecretStr("t" * 43), "https://worker.example/", DAY)
    opening = await store.channels.begin(ANA.user_id, ANA.address, asked)
    assert opening is not None
    await store.channels.opened(opening, OpenChannel("resource-1", DAY))
    await store.channels.mark([Mark("channel-1", "resource-1", FollowedCalendar(ANA.user_id, ANA.address))])


async def everything_of(database: Connection, *names: str) -> dict[str, list[str]]:
    """Return every row, of whatever table, that names the user or the address."""
    spelt = [*names, *(name.encode().hex() for name in names)]
    tables = [row["tablename"] for row in await database.fetch(TABLES)]
    found = {table: [row for row in await rows(database, table) if is_in(row, spelt)] for table in tables}
    return {table: hits for table, hits in found.items() if hits}


async def rows(database: Connection, table: str) -> list[str]:
    return [row[0] for row in await database.fetch(f"SELECT t::text FROM {table} t")]  # noqa: S608  (ours)


def is_in(row: str, names: list[str]) -> bool:
    return any(name in row for name in names)


async def test_no_table_of_users_is_overlooked(database: Connection) -> None:
    """Who makes a table with users in it says in `worker.store.forgetting` when a user goes from it."""
    named = {*OF_CALENDARS, *OF_THE_ACCOUNT, *OF_THE_USER, *WITH_THE_ANSWER, *WITH_THEIR_COMMANDS}

    assert {row["table_name"] for row in await database.fetch(WITH_USERS)} == {*named, "reservations"}


async def test_nothing_is_left_of_a_user_but_one_answer(
    store: Store, reading: Reading, database: Connection
) -> None:
    await a_full_life(store, reading)
    known = await everything_of(database, ANA.user_id, ANA.address)
    assert {*OF_CALENDARS, *OF_THE_ACCOUNT, *WITH_THE_ANSWER, *WITH_THEIR_COMMANDS} <= known.keys()

    await leave(store.departures, store.commands)
    (due,) = await store.commands.due(10)
    await store.commands.finish(due.claim, ANSWER, Settlement())
    (waiting,) = await store.commands.unsent(10)
    await store.commands.sent(waiting)
    await store.outbox.published(await store.outbox.pending(100))
    await store.retention.forget(MEMORY, EVENTS)

    left = await everything_of(database, ANA.user_id, ANA.address)
    assert {table: len(hits) for table, hits in left.items()} == {"commands": 1}
    assert ",leave-1," in left["commands"][0]
    assert await everything_of(database, "bob@example.com") == {}
    for command_id in ("connect-1", "c-1", "c-2"):
        assert await store.commands.claim(request(command_id)) == Forgotten()


async def test_people_who_are_promised_elsewhere_are_not_forgotten(
    store: Store, reading: Reading, database: Connection
) -> None:
    await reading.book("e-1", 9, "ana", "bob")
    other = await store.commands.claim(request("c-9", user_id="user-2"))
    await store.reservations.reserve(other, seats("bob", event_id="e-9"), [slot(12, 13)])  # type: ignore[arg-type]

    await leave(store.departures, store.commands)

    assert [row["email"] for row in await database.fetch("SELECT email FROM participants")] == [
        "bob@example.com"
    ]


async def test_hashes_go_when_their_time_comes(store: Store, database: Connection) -> None:
    await store.commands.finish(await claimed(store.commands, "c-1"), ANSWER, Settlement())
    await leave(store.departures, store.commands)
    await database.execute("UPDATE forgotten_commands SET used_at = used_at - $1::interval", MEMORY)

    await store.retention.forget(MEMORY, EVENTS)

    assert await database.fetchval("SELECT count(*) FROM forgotten_commands") == 0


async def test_a_large_user_goes_in_pieces(store: Store, database: Connection) -> None:
    await database.execute(
        "INSERT INTO snapshots (user_id, calendar_id, event_id, event) "
        "SELECT $1, $2, number, '{}' FROM generate_series(1, $3) AS number",
        ANA.user_id,
        ANA.address,
        2 * A_PIECE + 1,
    )
    claim = await claimed(store.commands, "leave-1")

    left = []
    while await store.departures.forget_some(claim):
        left.append(await database.fetchval("SELECT count(*) FROM snapshots"))

    assert left == [A_PIECE + 1, 1]
    assert await database.fetchval("SELECT count(*) FROM snapshots") == 0


class TestMeanwhile:
    async def test_a_command_whose_claim_waits_for_the_departure_is_not_run(
        self, store: Store, database: Connection
    ) -> None:
        """Its insert waits for the very transaction that forgets it, and finds no row after that."""
        await store.commands.finish(await claimed(store.commands, "c-1"), ANSWER, Settlement())
        async with asyncio.TaskGroup() as tasks, database.transaction():
            await database.execute("DELETE FROM commands WHERE command_id = 'c-1'")
            await database.execute(
                "INSERT INTO forgotten_commands SELECT hash, sha256(hash || $1), clock_timestamp() "
                "FROM command_hash($2, 'c-1') AS hash",
                request("c-1").body_hash,
                ANA.user_id,
            )
            repeat = tasks.create_task(store.commands.claim(request("c-1")))
            await until_somebody_waits(database)

        assert repeat.result() == Forgotten()

    async def test_a_calendar_that_is_due_is_not_followed_anew(self, store: Store, reading: Reading) -> None:
        await reading.read(version(1))
        await leave(store.departures, store.commands)

        gone = await store.synchronisations.begin(ANA, ANA.address, None, everything=False, follow=False)
        assert gone is None

    async def test_a_command_that_was_forgotten_follows_no_calendar(
        self, store: Store, database: Connection
    ) -> None:
        claim = await claimed(store.commands, "sync-1")
        await leave(store.departures, store.commands)

        with pytest.raises(LeaseLost):
            await store.synchronisations.begin(ANA, ANA.address, "en", everything=False, claim=claim)
        assert await database.fetchval("SELECT count(*) FROM followed_calendars") == 0

    async def test_a_reading_is_not_taken_in(
        self, store: Store, reading: Reading, database: Connection
    ) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        await leave(store.departures, store.commands)

        with pytest.raises(LeaseLost):
            await reading.synchronisations.complete(begun, "token")
        with pytest.raises(LeaseLost):
            await reading.synchronisations.stage(begun, [version(2)])
        assert (await everything_of(database, ANA.address)).keys() == {"outbox"}  # the farewell

    async def test_an_errand_brings_no_calendar_back(
        self, store: Store, reading: Reading, database: Connection
    ) -> None:
        chore = Chore(ChoreAction.DELETE_FOLLOW_UP, ANA.user_id, "c-1", key("f-1"))
        await store.commands.finish(await claimed(store.commands, "c-1"), ANSWER, Settlement(chores=(chore,)))
        (due,) = await store.chores.due(1)
        await leave(store.departures, store.commands)

        await store.chores.done(due, [reading.observed(version(1, "f-1"))])

        assert await database.fetchval("SELECT count(*) FROM followed_calendars") == 0

    async def test_numbers_of_a_calendar_go_on_rising_when_its_user_comes_back(
        self, store: Store, reading: Reading, database: Connection
    ) -> None:
        """Readers ignore what is not above the last: a calendar that began anew would be silent to them."""
        await reading.read(version(1), version(1, "e-2"))
        before = [one.body["sequence"] for one in await reading.told()]

        await leave(store.departures, store.commands)
        await store.outbox.published(await store.outbox.pending(1))
        await reading.read(version(3))

        after = [one.body["sequence"] for one in await reading.told() if one.kind == "created"]
        assert min(after) > max(before)
        assert await database.fetchval("SELECT fence FROM synchronisations") > 1

    async def test_they_do_so_where_somebody_waited_for_the_departure(
        self, store: Store, reading: Reading, database: Connection
    ) -> None:
        """A new row's number is computed before the wait for the old one to go."""
        await reading.read(version(1))
        async with asyncio.TaskGroup() as tasks, database.transaction():
            await database.execute("INSERT INTO forgotten_numbers (highest) VALUES (100)")
            await database.execute("DELETE FROM followed_calendars")
            tasks.create_task(reading.begin())
            await until_somebody_waits(database)

        assert await database.fetchval("SELECT sequence FROM followed_calendars") == 100

    async def test_those_of_somebody_elses_begin_where_they_would(
        self, reading: Reading, database: Connection
    ) -> None:
        await reading.read(version(1))

        assert await database.fetchval("SELECT sequence FROM followed_calendars") == 1


async def until_somebody_waits(database: Connection) -> None:
    """Look until a session waits for a lock."""
    async with asyncio.timeout(20):
        while not await database.fetchval("SELECT true FROM pg_locks WHERE NOT granted LIMIT 1"):
            continue
