"""Whatever the parts of the store do at the same moment, they take their locks in one order."""

import asyncio
from typing import cast

import pytest

from tests.store.asked import ANA, ANSWER, claimed, event, key, seats, seen, slot, span
from tests.store.conftest import Connection
from tests.store.reading import Reading, version
from tests.store.readings import stored_reading
from tests.store.waiting import somebody_waits
from worker.domain.calendar_event import Attendee, CalendarEvent, EventStatus
from worker.ports.commands import Booking, Chore, ChoreAction, OwnEvent, Settlement
from worker.store import guard
from worker.store.open import Store
from worker.store.pool import Connection as Pooled

pytestmark = pytest.mark.real

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
PAIRS = (("dan", "eve"), ("ana", "bob"), ("bob", "dan"), ("ana", "eve"))
"""Who is at each meeting of a round: in the order of meetings, people are in none."""
TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1, one) AS free FROM unnest($2::integer[]) AS one"
EVERYBODY = ("ana", "bob", "dan", "eve")


async def test_readings_commands_errands_and_second_looks_never_deadlock(
    store: Store, other_store: Store, database: Connection
) -> None:
    """Each round, meetings are cancelled, read as moved, looked at again and booked over."""
    reading = stored_reading(store, database)
    await reading.book("first", 0, *EVERYBODY)
    before = await database.fetchval(DEADLOCKS)

    for number in range(12):
        await one_round(reading, other_store, number)

    assert await database.fetchval(DEADLOCKS) == before


async def test_of_many_people_the_first_is_waited_for_before_any_other_is_taken(
    store: Store, other_store: Store, database: Connection
) -> None:
    reading = stored_reading(store, database)
    ana, bob, dan, eve = await guard.participants(store.reservations.database, seats(*EVERYBODY).emails)
    await reading.book("e-0", 9, "dan", "eve")
    await reading.book("e-1", 10, "ana", "bob")
    begun = await reading.begin()
    await reading.synchronisations.stage(begun, [moved(1, 0, "e-0"), moved(1, 1, "e-1")])

    async with asyncio.TaskGroup() as tasks, database.transaction():
        await guard.lock(cast("Pooled", database), [ana])
        tasks.create_task(reading.end(begun))
        await somebody_waits(other_store)
        free = await database.fetch(TRY_LOCK, guard.PARTICIPANTS_LOCK_CLASS, [bob, dan, eve])

    assert [row["free"] for row in free] == [True, True, True]


async def one_round(reading: Reading, other: Store, number: int) -> None:
    names = [f"e-{number}-{part}" for part in range(len(PAIRS))]
    for hour, (name, people) in enumerate(zip(names, PAIRS, strict=True)):
        await reading.book(name, 9 + hour, *people)
    begun = await reading.begin()
    await reading.synchronisations.stage(
        begun, [moved(number, hour, name) for hour, name in enumerate(names)]
    )
    errand = await owed(other, key(names[1]).event_id)
    rival = await claimed(other.commands, f"rival {number}")
    room = seats(*EVERYBODY, event_id=f"r-{number}")
    gone = version(number + 1, names[1], status=EventStatus.CANCELLED)

    await asyncio.gather(
        reading.end(begun),
        cancelled(other, f"seen {number}", names[1:], gone),
        cancelled(other, f"unseen {number}", names[::-1]),
        other.chores.done(errand, [seen(event(errand.event.event_id))]),
        *(
            other.reservations.correct(key(name), span(20 + hour, 21 + hour))
            for hour, name in enumerate(names)
        ),
        other.reservations.reserve(rival, room, [slot(15, 16), slot(9, 10), slot(3, 4)]),
    )
    await other.commands.finish(
        rival, ANSWER, Settlement(booking=Booking.RELEASE, freed=tuple(map(key, names)))
    )


def moved(number: int, hour: int, name: str) -> CalendarEvent:
    guests = tuple(Attendee(f"{person}@example.com") for person in PAIRS[hour])
    return version(number, name, when=span(15 + hour, 16 + hour), attendees=guests)


async def cancelled(store: Store, command_id: str, names: list[str], *gone: CalendarEvent) -> None:
    claim = await claimed(store.commands, command_id)
    end = Settlement(freed=tuple(map(key, reversed(names))), observed=tuple(map(seen, gone)))
    await store.commands.finish(claim, ANSWER, end)


async def owed(store: Store, meeting: str) -> Chore:
    """Let an errand be under way that makes a follow-up of the meeting."""
    follow_up = key(f"follow-up-{meeting}")
    chore = Chore(ChoreAction.CREATE_FOLLOW_UP, ANA.user_id, "c-1", follow_up, b'{"draft":1}')
    made = (OwnEvent(follow_up, key(meeting)),)
    claim = await claimed(store.commands, f"owes {meeting}")
    await store.commands.finish(claim, ANSWER, Settlement(chores=(chore,), made=made))
    return (await store.chores.due(20))[-1]
