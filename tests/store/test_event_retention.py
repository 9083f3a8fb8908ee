"""What is known of events and people is forgotten long after, and never what a later change needs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from tests.store.asked import ANA, ANSWER, DAY, claimed, event, key, seats, seen, slot
from tests.store.conftest import Connection
from tests.store.waiting import somebody_waits
from worker.domain.account import CalendarInfo
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.interval import Interval
from worker.errors import StoreUnavailable
from worker.ports.commands import Claim, OwnEvent, Settlement
from worker.store import guard
from worker.store.open import Store
from worker.store.pool import Connection as Pooled

pytestmark = pytest.mark.real


MEMORY, EVENTS = timedelta(days=30), timedelta(days=400)
LONG_AGO = Interval(datetime(2020, 3, 2, 9, tzinfo=UTC), datetime(2020, 3, 2, 10, tzinfo=UTC))


def past(event_id: str = "e-1", **fields: Any) -> CalendarEvent:
    return replace(event(event_id), **{"when": LONG_AGO, **fields})


async def made(store: Store, *events: CalendarEvent, follow_ups: tuple[str, ...] = ()) -> None:
    """Let a command make events; those named are follow-ups of the first."""
    own = tuple(OwnEvent(one.key, events[0].key if one.id in follow_ups else None) for one in events)
    settlement = Settlement(observed=tuple(map(seen, events)), made=own)
    await store.commands.finish(await claimed(store.commands, events[0].id), ANSWER, settlement)


@pytest.fixture
async def aged(database: Connection) -> AsyncIterator[None]:
    """What is made is made long ago."""
    for table in ("own_events", "participants"):
        await database.execute(f"ALTER TABLE {table} ALTER made_at SET DEFAULT '2020-01-01'")
    yield
    for table in ("own_events", "participants"):
        await database.execute(f"ALTER TABLE {table} ALTER made_at SET DEFAULT clock_timestamp()")


async def forgotten(store: Store) -> int:
    """Forget until nothing is left to forget, and return how many steps that took."""
    steps = 0
    while await store.retention.forget(MEMORY, EVENTS, batch=2):
        steps += 1
    return steps


async def known(database: Connection, table: str) -> list[str]:
    return [row[0] for row in await database.fetch(f"SELECT event_id FROM {table} ORDER BY 1")]  # noqa: S608 - ours


@pytest.mark.parametrize(
    ("one", "stays"),
    [
        pytest.param(past(), False, id="over for long"),
        pytest.param(past(when=None, all_day=(date(2020, 3, 2), date(2020, 3, 3))), False, id="all day"),
        pytest.param(past(status=EventStatus.CANCELLED), False, id="cancelled"),
        pytest.param(event(), True, id="to come"),
        pytest.param(past(recurrence=("RRULE:FREQ=DAILY",)), True, id="the first of a series"),
        pytest.param(past(recurring_event_id="series"), True, id="one of a series"),
    ],
)
async def test_an_event_is_remembered_until_long_after_its_end(
    store: Store, database: Connection, one: CalendarEvent, stays: bool
) -> None:
    await made(store, one)

    await forgotten(store)

    assert await known(database, "snapshots") == (["e-1"] if stays else [])


async def test_an_event_that_ended_a_while_ago_is_remembered(store: Store, database: Connection) -> None:
    await made(store, past())
    await database.execute("UPDATE snapshots SET ends_at = clock_timestamp() - $1::interval", EVENTS)
    await database.execute("UPDATE snapshots SET ends_at = ends_at + interval '1 minute'")

    await forgotten(store)

    assert await known(database, "snapshots") == ["e-1"]


async def test_a_tombstone_is_forgotten_when_its_event_would_be(store: Store, database: Connection) -> None:
    await made(store, past())
    tombstone = CalendarEvent("e-1", ANA.address, "", EventStatus.CANCELLED)
    claim = await claimed(store.commands, "c-2")
    await store.commands.finish(claim, ANSWER, Settlement(observed=(seen(tombstone),)))

    await forgotten(store)

    assert await known(database, "snapshots") == []


async def test_what_moves_to_a_later_time_is_remembered(store: Store, database: Connection) -> None:
    await made(store, past())
    claim = await claimed(store.commands, "c-2")
    await store.commands.finish(
        claim, ANSWER, Settlement(observed=(seen(event("e-1", updated=DAY + EVENTS)),))
    )

    await forgotten(store)

    assert await known(database, "snapshots") == ["e-1"]


@pytest.mark.usefixtures("aged")
class TestOwnEvents:
    async def test_go_with_the_whole_family(self, store: Store, database: Connection) -> None:
        await made(store, past("m"), past("f-1"), past("f-2"), follow_ups=("f-1", "f-2"))

        assert await forgotten(store) > 1, "in small steps"

        assert await known(database, "own_events") == []

    @pytest.mark.parametrize("late", ["m", "f-1"])
    async def test_stay_where_one_of_the_family_is_still_to_come(
        self, store: Store, database: Connection, late: str
    ) -> None:
        family = (event(name) if name == late else past(name) for name in ("m", "f-1"))
        await made(store, *family, follow_ups=("f-1",))

        await forgotten(store)

        assert await known(database, "own_events") == ["f-1", "m"]
        assert await store.calendars.follow_ups(key("m")) == [key("f-1")]

    async def test_stay_while_they_are_owed(self, store: Store, database: Connection) -> None:
        await made(store, past("m"), past("f-1"), follow_ups=("f-1",))
        await database.execute(
            "INSERT INTO chores (action, user_id, command_id, calendar_id, event_id) "
            "VALUES ('create_follow_up', 'user-1', 'c', $1, 'f-1')",
            ANA.address,
        )

        await forgotten(store)

        assert await known(database, "own_events") == ["f-1", "m"]


async def test_own_events_of_lately_stay_whatever_is_known_of_them(
    store: Store, database: Connection
) -> None:
    await made(store, past("m"))

    await forgotten(store)

    assert await known(database, "own_events") == ["m"]


async def test_the_sequence_of_a_calendar_never_begins_again(store: Store, database: Connection) -> None:
    await made(store, past())

    await forgotten(store)

    assert await database.fetchval("SELECT sequence FROM followed_calendars") == 1


@pytest.mark.usefixtures("aged")
class TestPeople:
    async def test_without_a_promise_are_forgotten(self, store: Store, database: Connection) -> None:
        claim = await claimed(store.commands)
        await store.reservations.reserve(claim, seats("ana", "bob"), [slot(9, 10)])
        await store.reservations.reserve(claim, seats("bob"), [slot(9, 10)])

        await forgotten(store)

        assert [row["email"] for row in await database.fetch("SELECT email FROM participants")] == [
            "bob@example.com"
        ]

    async def test_who_go_while_they_are_being_booked_are_made_anew_by_the_next_try(
        self, store: Store, database: Connection
    ) -> None:
        """Between our reading of who they are and our promise, which waits for a lock here."""
        claim = await claimed(store.commands)
        (ana,) = await guard.participants(store.reservations.database, seats("ana").emails)
        async with asyncio.TaskGroup() as tasks, database.transaction():
            await guard.lock(cast("Pooled", database), [ana])
            booking = tasks.create_task(refused_for_now(store, claim))
            await somebody_waits(store)
            await store.retention.forget(MEMORY, EVENTS)

        assert booking.result()
        assert await store.reservations.reserve(claim, seats("ana"), [slot(9, 10)])


async def refused_for_now(store: Store, claim: Claim) -> bool:
    with pytest.raises(StoreUnavailable):
        await store.reservations.reserve(claim, seats("ana"), [slot(9, 10)])
    return True


async def test_people_who_are_new_stay(store: Store, database: Connection) -> None:
    claim = await claimed(store.commands)
    await store.reservations.reserve(claim, seats("ana"), [slot(9, 10)])
    await store.reservations.give_up(claim)

    await forgotten(store)

    assert await database.fetchval("SELECT count(*) FROM participants") == 1


async def test_names_of_calendars_that_are_asked_for_again_anyway_go(
    store: Store, database: Connection
) -> None:
    for name in ("primary", "team@group.example"):
        await store.calendars.remember(ANA, name, CalendarInfo(name, "UTC"))
    await database.execute(
        "UPDATE calendar_names SET read_at = read_at - interval '8 days' WHERE name = 'primary'"
    )

    await forgotten(store)

    assert await store.calendars.known(ANA, "team@group.example") == CalendarInfo("team@group.example", "UTC")
    assert await database.fetchval("SELECT count(*) FROM calendar_names") == 1
