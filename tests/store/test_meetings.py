"""Whose a meeting is, where commands go without ending."""

import asyncio
from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest

from tests.store.asked import claimed, key
from worker.errors import MeetingBusy
from worker.ports.commands import Claim
from worker.store.commands import KEPT_FOR
from worker.store.open import Store

pytestmark = pytest.mark.real

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def lose(database: Connection, claim: Claim, ago: timedelta = timedelta(0)) -> None:
    await database.execute(
        "UPDATE commands SET lease_until = clock_timestamp() - $2::interval WHERE command_id = $1",
        claim.command_id,
        ago,
    )


async def test_a_meeting_with_a_write_in_doubt_is_not_kept_for_ever(
    store: Store, database: Connection
) -> None:
    buried = await claimed(store.commands, "c-1")
    await store.commands.enter_meeting(buried, key())
    await store.commands.save(buried, b"about to write")
    await store.commands.release(buried)

    left = await database.fetchval("SELECT kept_until - clock_timestamp() FROM meeting_writers")
    await database.execute("UPDATE meeting_writers SET kept_until = clock_timestamp()")

    assert 200 < left.total_seconds() <= 300
    await store.commands.enter_meeting(await claimed(store.commands, "c-2"), key())


async def test_who_died_in_the_middle_of_a_write_keeps_its_meeting_for_a_while(
    store: Store, database: Connection
) -> None:
    first = await claimed(store.commands, "c-1")
    await store.commands.enter_meeting(first, key())
    await store.commands.save(first, b"about to write")
    await store.commands.release(first)
    again = await claimed(store.commands, "c-1")
    await store.commands.enter_meeting(again, key())
    other = await claimed(store.commands, "c-2")

    await lose(database, again, KEPT_FOR - timedelta(minutes=1))
    with pytest.raises(MeetingBusy):
        await store.commands.enter_meeting(other, key())
    await lose(database, again, KEPT_FOR)
    await store.commands.enter_meeting(other, key())


async def test_a_writer_whose_replica_fell_silent_keeps_no_meeting(
    store: Store, other_store: Store, database: Connection
) -> None:
    await other_store.commands.enter_meeting(await claimed(other_store.commands, "c-1"), key())
    mine = await claimed(store.commands, "c-2")
    with pytest.raises(MeetingBusy):
        await store.commands.enter_meeting(mine, key())

    await database.execute(
        "UPDATE replicas SET heartbeat_at = clock_timestamp() - interval '10 s' WHERE replica_id = $1",
        other_store.leases.replica,
    )

    await store.commands.enter_meeting(mine, key())


async def test_a_writer_that_is_at_work_in_the_store_is_not_waited_for(
    store: Store, database: Connection
) -> None:
    """Who holds its row may want the meeting next: each would wait for the other."""
    gone = await claimed(store.commands, "c-1")
    await store.commands.enter_meeting(gone, key())
    await lose(database, gone)
    mine = await claimed(store.commands, "c-2")

    async with asyncio.timeout(1), database.transaction():
        await database.execute("SELECT FROM commands WHERE command_id = 'c-1' FOR UPDATE")
        with pytest.raises(MeetingBusy):
            await store.commands.enter_meeting(mine, key())
    await store.commands.enter_meeting(mine, key())


async def test_of_many_that_come_back_at_once_one_has_the_meeting(
    store: Store, other_store: Store, database: Connection
) -> None:
    gone = await claimed(store.commands, "c-0")
    await store.commands.enter_meeting(gone, key())
    await lose(database, gone)
    stores = [store, other_store] * 4
    claims = [await claimed(each.commands, f"c-{number}") for number, each in enumerate(stores)]

    entered = await asyncio.gather(
        *(each.commands.enter_meeting(claim, key()) for each, claim in zip(stores, claims, strict=True)),
        return_exceptions=True,
    )

    assert entered.count(None) == 1
    assert sum(isinstance(each, MeetingBusy) for each in entered) == len(stores) - 1
    (row,) = await database.fetch("SELECT command_id, fence FROM meeting_writers")
    winner = claims[entered.index(None)]
    assert (row["command_id"], row["fence"]) == (winner.command_id, winner.fence)
