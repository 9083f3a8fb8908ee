"""Nobody is in two places, however many ask at once; and the test would notice if somebody were."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import combinations
from random import Random

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import FakeClock
from tests.store.asked import ANSWER, at, claimed, key
from worker.domain.interval import Interval
from worker.messages.texts import Texts
from worker.ports.commands import Booking, Settlement
from worker.ports.reservations import Candidate, Hold, Seats
from worker.store import guard
from worker.store.guard import first_free
from worker.store.open import Store, open_store

CONNECTIONS = 20
COMMANDS = 160
PEOPLE = [f"p{number}@example.com" for number in range(8)]
QUARTER = timedelta(minutes=15)
PERIODS = """
SELECT participant_id, lower(part) AS start, upper(part) AS stop FROM reservations, unnest(period) AS part
"""


@pytest.fixture
def store_url(fresh_url: str) -> str:
    return fresh_url


@pytest.fixture
async def crowd(store_url: str, clock: FakeClock, texts: Texts) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, pool_size=CONNECTIONS) as store:
        yield store


@pytest.mark.real
async def test_nobody_is_ever_in_two_places(
    crowd: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    booked = await everybody_books(crowd)

    assert booked > COMMANDS // 10, (
        "too few were booked to say anything; who comes first decides how many fit"
    )
    assert await overlaps(database) == []


@pytest.mark.real
async def test_the_locks_alone_keep_people_apart(
    crowd: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await database.execute("ALTER TABLE reservations DROP CONSTRAINT nobody_is_in_two_places")

    await everybody_books(crowd)

    assert await overlaps(database) == []


@pytest.mark.real
async def test_without_guard_and_constraint_the_overlaps_would_be_seen(
    crowd: Store, database: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sees_nothing(*_: object, **_moves: object) -> list[Interval]:
        return []

    await database.execute("ALTER TABLE reservations DROP CONSTRAINT nobody_is_in_two_places")
    monkeypatch.setattr(guard, "busy", sees_nothing)

    await everybody_books(crowd)

    assert await overlaps(database) != []


async def everybody_books(store: Store) -> int:
    """Let many commands ask for the same few people at the same few hours; return how many got a slot."""
    dice = Random(20990302)
    orders = [(number, dice.sample(PEOPLE, dice.randint(1, 5)), dice.random()) for number in range(COMMANDS)]
    outcomes = Counter(await asyncio.gather(*(one_books(store, *order) for order in orders)))
    return outcomes[True]


async def one_books(store: Store, number: int, people: list[str], chance: float) -> bool:
    """Reserve, and confirm, release or hold: each of them must leave the others room, no more."""
    claim = await claimed(store.commands, f"c-{number}")
    candidates = [Candidate(quarter(int(chance * 48) + step), b"") for step in range(0, 12, 3)]
    seats = Seats(key(f"e-{number}"), frozenset(people), QUARTER * (number % 2))
    if number % 5 == 0:
        await hold_if_free(store, Hold(f"h-{number}", quarter(int(chance * 48)), frozenset(people)))
    got = await store.reservations.reserve(claim, seats, candidates)
    booking = Booking.RELEASE if number % 7 == 0 else Booking.CONFIRM
    await store.commands.finish(claim, ANSWER, Settlement(booking))
    if number % 11 == 0:
        await store.reservations.correct(seats.event, quarter(int(chance * 40)))
    return got is not None


async def hold_if_free(store: Store, hold: Hold) -> None:
    until = await store.commands.time() + timedelta(milliseconds=50)
    claim = await claimed(store.commands, f"holds {hold.hold_id}")
    await store.reservations.place_hold(claim, hold, until, COMMANDS, b"held")


def quarter(number: int) -> Interval:
    """Return 45 minutes that begin at a quarter of an hour."""
    return Interval(at(8) + QUARTER * number, at(8) + QUARTER * (number + 3))


async def overlaps(database: "asyncpg.Connection[asyncpg.Record]") -> list[tuple[int, Interval, Interval]]:
    """Find people who are in two places, without asking the database's own operators."""
    rows = await database.fetch(PERIODS)
    by_person: dict[int, list[Interval]] = {}
    for row in rows:
        by_person.setdefault(row["participant_id"], []).append(Interval(row["start"], row["stop"]))
    return [
        (person, one, other)
        for person, times in by_person.items()
        for one, other in combinations(times, 2)
        if one.overlaps(other)
    ]


quarters = st.integers(0, 40).map(quarter)
gaps = st.integers(0, 4).map(lambda number: QUARTER * number)


@given(st.lists(quarters, max_size=5), st.lists(quarters, max_size=5), gaps, gaps)
def test_the_chosen_slot_is_the_first_that_keeps_its_gaps(
    wanted: list[Interval], taken: list[Interval], before: timedelta, after: timedelta
) -> None:
    seats = Seats(key(), frozenset(), before, after)

    chosen = first_free([Candidate(slot, b"") for slot in wanted], taken, seats)

    fits = [
        slot for slot in wanted if not any(slot.widened(before, after).overlaps(other) for other in taken)
    ]
    assert (chosen.slot if chosen else None) == (fits[0] if fits else None)
