"""Holds against the clock of the database, and against people who ask at the same moment."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from tests.store.asked import ANSWER, claimed, ends, seats, slot, span
from tests.store.holding import MINUTES, held, is_held
from tests.store.holds_contract import hold_for, refused
from worker.codes import Code
from worker.errors import Refused
from worker.ports.commands import Booking
from worker.store.guard import PARTICIPANTS_LOCK_CLASS
from worker.store.open import Store

pytestmark = pytest.mark.real

SOON = timedelta(milliseconds=300)


async def test_a_hold_that_expires_while_its_command_waits_for_a_lock_has_expired(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """`now()` would be the start of the transaction, when the hold was still alive."""
    await held(store.commands, store.reservations, hold_for("ana", "bob"), SOON)
    claim = await claimed(store.commands)
    async with database.transaction():
        await lock_everybody(database)
        using = store.reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"no")
        waiting = asyncio.gather(using, return_exceptions=True)
        await database.execute("SELECT pg_sleep(0.5)")
    (outcome,) = await waiting

    assert isinstance(outcome, Refused)
    assert outcome.code is Code.HOLD_EXPIRED
    await store.commands.release(claim)
    assert not (await claimed(store.commands)).may_have_written


async def test_a_hold_that_expires_while_somebody_waits_for_a_lock_makes_room(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await held(store.commands, store.reservations, hold_for("ana"), SOON, user_id="user-2")
    claim = await claimed(store.commands)
    async with database.transaction():
        await lock_everybody(database)
        reserving = asyncio.gather(store.reservations.reserve(claim, seats("ana"), [slot(9, 10)]))
        await database.execute("SELECT pg_sleep(0.5)")

    (chosen,) = await reserving
    assert chosen == span(9, 10)


async def test_a_hold_that_lost_one_of_its_people_is_no_booking_of_the_others(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await held(store.commands, store.reservations, hold_for("ana", "bob", "eve"))
    await database.execute(
        "DELETE FROM reservations WHERE participant_id = (SELECT max(participant_id) FROM participants)"
    )
    claim = await claimed(store.commands)

    with refused(Code.HOLD_EXPIRED):
        await store.reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"no")

    kinds = await database.fetch("SELECT DISTINCT kind FROM reservations")
    assert [row["kind"] for row in kinds] == ["hold"]


async def test_a_hold_that_comes_back_keeps_its_old_expiry(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    expires_at = await held(store.commands, store.reservations, hold_for("ana"), MINUTES)
    claim = await claimed(store.commands)
    await store.reservations.use_hold(claim, "h-1", seats("ana"), b"used")

    await store.commands.finish(claim, ANSWER, ends(Booking.RELEASE))

    assert await database.fetchval("SELECT expires_at FROM reservations") == expires_at


async def test_of_many_commands_that_use_one_hold_one_gets_it(store: Store) -> None:
    await held(store.commands, store.reservations, hold_for("ana", "bob"))
    claims = [await claimed(store.commands, f"c-{number}") for number in range(10)]

    outcomes = await asyncio.gather(
        *(store.reservations.use_hold(claim, "h-1", seats("ana"), b"used") for claim in claims),
        return_exceptions=True,
    )

    assert outcomes.count(None) == 1
    assert all(one.code is Code.HOLD_NOT_FOUND for one in outcomes if isinstance(one, Refused))


async def test_of_many_who_hold_the_same_time_one_gets_it(store: Store) -> None:
    outcomes = await asyncio.gather(
        *(
            is_held(store.commands, store.reservations, hold_for("ana", "bob", hold_id=f"h-{number}"))
            for number in range(10)
        )
    )

    assert outcomes.count(True) == 1


async def test_of_many_holds_of_one_user_no_more_are_made_than_are_allowed(store: Store) -> None:
    outcomes = await asyncio.gather(
        *(
            held(store.commands, store.reservations, hold, limit=3)
            for hold in (
                hold_for("ana", hold_id=f"h-{number}", slot=span(number, number + 1)) for number in range(10)
            )
        ),
        return_exceptions=True,
    )

    refusals = [one for one in outcomes if isinstance(one, Refused)]
    assert len(refusals) == 7
    assert {one.code for one in refusals} == {Code.TOO_MANY_HOLDS}


async def lock_everybody(database: "asyncpg.Connection[asyncpg.Record]") -> None:
    await database.execute(
        "SELECT pg_advisory_xact_lock($1, participant_id) FROM participants", PARTICIPANTS_LOCK_CLASS
    )
