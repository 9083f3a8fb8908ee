"""Every row goes out, in the order of its key, and in normal work once."""

import asyncio
from itertools import islice
from random import Random
from time import monotonic

import asyncpg
import pytest

from tests.store.asked import ANSWER, AT_ONCE, REPLY, claimed
from worker.ports.commands import StoredAnswer
from worker.ports.outbox import OutboxRow
from worker.store.open import Store
from worker.store.outbox_rows import append
from worker.store.packing import pack_headers

pytestmark = pytest.mark.real

KEYS = [f"user/{number}".encode() for number in range(6)]


async def test_rows_go_out_as_they_were_put_in(store: Store) -> None:
    await fill(store, [(b"a", 1), (b"b", 2), (b"a", 3)])

    rows = await store.outbox.pending(10)

    assert [(row.key, row.value) for row in rows] == [(b"a", b"1"), (b"b", b"2"), (b"a", b"3")]
    assert rows[0].headers == ANSWER.headers


async def test_a_key_is_published_by_one_replica_at_a_time(store: Store, other_store: Store) -> None:
    await fill(store, [(b"a", 1)])
    mine = await store.outbox.pending(10)
    await fill(store, [(b"a", 2), (b"b", 3)])

    theirs = await other_store.outbox.pending(10)
    assert [row.value for row in theirs] == [b"3"]
    assert list(await store.outbox.pending(10)) == []
    await store.outbox.published(mine)
    assert [row.value for row in await other_store.outbox.pending(10)] == [b"2"]


async def test_a_limit_cuts_no_row_out_of_the_middle(store: Store) -> None:
    await fill(store, [(b"a", 1), (b"b", 2), (b"a", 3), (b"b", 4)])

    first = await store.outbox.pending(3)
    await store.outbox.published(first)

    assert [row.value for row in first] == [b"1", b"2", b"3"]
    assert [row.value for row in await store.outbox.pending(3)] == [b"4"]


async def test_what_a_dead_replica_took_is_published_again_byte_for_byte(
    store: Store, other_store: Store
) -> None:
    await fill(store, [(b"a", 1), (b"a", 2)])
    taken = await store.outbox.pending(10)
    await store.leases.leave()

    assert await other_store.outbox.pending(10) == taken


async def test_what_a_stuck_replica_took_is_free_after_a_while(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await fill(store, [(b"a", 1)])
    stuck = await store.outbox.pending(10)
    await database.execute("UPDATE outbox_leases SET lease_until = clock_timestamp()")
    again = await other_store.outbox.pending(10)
    await fill(store, [(b"a", 2)])

    await store.outbox.published(stuck)

    assert again == stuck
    assert list(await store.outbox.pending(10)) == []  # the key is still the other's
    await other_store.outbox.published(again)
    assert [row.value for row in await store.outbox.pending(10)] == [b"2"]


async def test_two_publishers_keep_the_order_of_every_key_and_repeat_nothing(
    store: Store, other_store: Store
) -> None:
    log: list[OutboxRow] = []
    filled = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for one in (store, other_store):
            group.create_task(publish_all(one, log, filled), name="publisher")
        writers = [
            group.create_task(write(store, key, number), name="writer") for number, key in enumerate(KEYS)
        ]
        await asyncio.wait(writers)
        filled.set()

    by_key = {key: [int(row.value) for row in log if row.key == key] for key in KEYS}
    assert by_key == {key: list(range(40)) for key in KEYS}


async def test_a_crowd_of_one_key_holds_nothing_up(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Neither the call, nor the other keys: all of them had their turn before a second of its rows."""
    await crowd(database, rows=300_000, keys=1_000)
    published: list[OutboxRow] = []
    slowest = 0.0
    for _ in range(10):
        began = monotonic()
        rows = await store.outbox.pending(200)
        slowest = max(slowest, monotonic() - began)
        await store.outbox.published(rows)
        published += rows

    of_crowd = [int(row.value) for row in published if row.key == b"crowd"]
    of_others = [(row.key, int(row.value)) for row in published if row.key != b"crowd"]
    assert slowest < 0.5
    assert len(published) == 2_000
    assert of_crowd == list(range(1, len(of_crowd) + 1))
    assert sorted(of_others) == [(b"key %04d" % key, 1) for key in range(1_000)]


async def test_what_others_publish_is_stepped_over(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await crowd(database, rows=100, keys=100)
    theirs = [row.key for _ in range(5) for row in await other_store.outbox.pending(10)]

    mine: list[bytes] = []
    for _ in range(20):
        mine += [row.key for row in await store.outbox.pending(10)]

    assert not set(mine) & set(theirs)
    assert len({*mine, *theirs}) == 101


async def test_a_notice_of_a_withheld_command_goes_out_under_its_user(store: Store) -> None:
    await store.commands.withhold(await claimed(store.commands), REPLY, AT_ONCE, ANSWER)

    (row,) = await store.outbox.pending(10)
    assert (row.key, row.value, row.headers) == (b"user-1", ANSWER.value, ANSWER.headers)


async def publish_all(store: Store, log: list[OutboxRow], filled: asyncio.Event) -> None:
    dice = Random(store.leases.name)
    while True:
        was_filled = filled.is_set()
        rows = await store.outbox.pending(dice.randint(1, 20))
        for row in rows:
            log.append(row)
            await asyncio.sleep(0)
        await store.outbox.published(rows)
        if not rows and was_filled:
            return


async def write(store: Store, key: bytes, seed: int) -> None:
    dice = Random(seed)
    numbers = iter(range(40))
    while batch := list(islice(numbers, dice.randint(1, 5))):
        await fill(store, [(key, number) for number in batch])


async def crowd(database: "asyncpg.Connection[asyncpg.Record]", rows: int, keys: int) -> None:
    """Let one key have many rows, put in before the one row that each of many others has."""
    insert = "INSERT INTO outbox (key, value, headers) SELECT {}, {}, $1 FROM generate_series(1, $2::int) n"
    nothing = pack_headers(())
    await database.execute(insert.format("'crowd'", "n::text::bytea"), nothing, rows)
    key = "convert_to('key ' || lpad((n - 1)::text, 4, '0'), 'utf8')"
    await database.execute(insert.format(key, "'1'"), nothing, keys)


async def fill(store: Store, records: list[tuple[bytes, int]]) -> None:
    async with store.commands.database.transaction() as connection:
        for key, number in records:
            await append(connection, key, StoredAnswer(str(number).encode(), ANSWER.headers))
