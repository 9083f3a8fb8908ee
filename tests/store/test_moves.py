"""Many move meetings at the same moment: nobody is in two places, and nobody waits for ever."""

import asyncio
from collections import Counter

import pytest

from tests.store.asked import ANSWER, claimed, key, seats, slot, span
from tests.store.conftest import Connection
from tests.store.moves_contract import booked
from tests.store.test_guard import overlaps
from worker.ports.commands import Booking, Settlement
from worker.ports.reservations import Seats
from worker.store.open import Store

pytestmark = pytest.mark.real

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
PAIRS = (("ana", "bob"), ("bob", "eve"), ("eve", "ana"), ("dan", "ana"), ("eve", "dan"))


async def test_of_many_who_move_onto_one_hour_only_those_get_it_who_share_nobody(
    store: Store, other_store: Store, database: Connection
) -> None:
    for number in range(8):
        await booked(store.commands, store.reservations, number, "bob", event_id=f"e-{number}")

    async def move(number: int) -> bool:
        at = (store, other_store)[number % 2]
        claim = await claimed(at.commands, f"m-{number}")
        to = Seats(key(f"e-{number}"), seats("bob").emails, moves=True)
        got = await at.reservations.reserve(claim, to, [slot(12, 13)])
        booking = Booking.CONFIRM if got else Booking.RELEASE
        await at.commands.finish(claim, ANSWER, Settlement(booking))
        return got is not None

    outcomes = Counter(await asyncio.gather(*(move(number) for number in range(8))))

    assert outcomes == {True: 1, False: 7}
    assert await overlaps(database) == []
    taken = await store.reservations.taken(seats("bob").emails, span(0, 24))
    assert len(taken) == 8
    assert sum(one.period == span(12, 13) for one in taken) == 1


async def test_moves_ends_and_people_at_the_calendar_never_deadlock(
    store: Store, other_store: Store, database: Connection
) -> None:
    """Each round every meeting is moved, moved by hand, and settled this way or that."""
    before = await database.fetchval(DEADLOCKS)
    for number, pair in enumerate(PAIRS):
        await booked(store.commands, store.reservations, number, *pair, event_id=f"e-{number}")

    async def turn(round_: int, number: int) -> None:
        at = (store, other_store)[(round_ + number) % 2]
        claim = await claimed(at.commands, f"m-{round_}-{number}")
        to = Seats(key(f"e-{number}"), seats(*PAIRS[number]).emails, moves=True)
        hours = [slot(hour, hour + 1) for hour in range(8 + number, 12 + number)]
        await at.reservations.reserve(claim, to, hours)
        booking = list(Booking)[(round_ + number) % 3]
        await at.commands.finish(claim, ANSWER, Settlement(booking))

    async def by_hand(round_: int, number: int) -> None:
        await other_store.reservations.correct(key(f"e-{number}"), span(round_ + 0.5, round_ + 1.5))

    for round_ in range(8):
        everybody = range(len(PAIRS))
        await asyncio.gather(
            *(turn(round_, number) for number in everybody),
            *(by_hand(round_, number) for number in everybody),
        )
        assert await overlaps(database) == []

    assert await database.fetchval(DEADLOCKS) == before
