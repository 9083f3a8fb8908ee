"""The end of a command: all of it or nothing, and what it tells the world."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import orjson
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_tell import CannotTell
from tests.store.asked import ANA, ANSWER, DAY, claimed, ends, event, key, seats, seen, slot
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.errors import LeaseLost
from worker.messages.texts import Texts
from worker.ports.commands import Booking, Chore, ChoreAction, Claim, Settlement
from worker.store.commands import PostgresCommands
from worker.store.open import Store, open_store

pytestmark = pytest.mark.real

TABLES = ("commands", "reservations", "own_events", "chores", "outbox", "snapshots", "followed_calendars")


async def test_a_failure_on_the_way_takes_everything_back(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    commands = PostgresCommands(store.commands.database, store.leases, CannotTell())
    claim = await reserved(store)
    before = await everything(database)

    with pytest.raises(KeyError):
        await commands.finish(claim, ANSWER, everything_at_once())

    assert await everything(database) == before
    await store.commands.finish(claim, ANSWER, everything_at_once())


async def test_a_claim_without_its_fence_ends_nothing(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    claim = await reserved(store)
    await store.leases.leave()
    await claimed(other_store.commands)
    before = await everything(database)

    with pytest.raises(LeaseLost):
        await store.commands.finish(claim, ANSWER, everything_at_once())

    assert await everything(database) == before


async def test_everything_that_goes_with_the_answer_is_there(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await store.commands.finish(await reserved(store), ANSWER, everything_at_once())

    counts = {table: len(await rows_of(database, table)) for table in TABLES}
    assert counts == dict.fromkeys(TABLES, 1)


async def test_a_new_event_is_published_as_created_by_its_command(store: Store, clock: FakeClock) -> None:
    await finish(store, "c-1", event())

    (row,) = await store.outbox.pending(10)
    change = orjson.loads(row.value)
    assert row.key == b"user-1/ana@example.com"
    assert dict(row.headers)["ce_type"] == b"vai.calendar.event.created"
    assert (change["origin"], change["command_id"], change["sequence"]) == ("self", "c-1", 1)
    assert change["before"] is None
    assert change["after"]["title"] == "Demo"


async def test_a_change_carries_the_trace_of_the_record_that_asked(store: Store, clock: FakeClock) -> None:
    trace = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)
    await store.commands.finish(await reserved(store), ANSWER, replace(everything_at_once(), trace=trace))

    (row,) = await store.outbox.pending(10)
    assert row.headers[-1:] == trace


async def test_sequences_of_a_calendar_rise(store: Store) -> None:
    await finish(store, "c-1", event("e-1"))
    await finish(store, "c-2", event("e-2"))
    await finish(store, "c-3", event("e-1", title="Other", updated=DAY + timedelta(1)))

    assert await published(store) == [("e-1", "created", 1), ("e-2", "created", 2), ("e-1", "updated", 3)]


async def test_what_is_older_than_the_snapshot_is_ignored(store: Store) -> None:
    await finish(store, "c-1", event(title="New", updated=DAY))

    await finish(store, "c-2", event(title="Old", updated=DAY - timedelta(milliseconds=1)))
    await finish(store, "c-3", event(title="Newest", updated=DAY + timedelta(milliseconds=1)))

    assert [kind for _, kind, _ in await published(store)] == ["created", "updated"]


async def test_the_same_version_seen_twice_is_published_once(store: Store) -> None:
    await finish(store, "c-1", event())
    await finish(store, "c-2", event())

    assert len(await published(store)) == 1


async def test_a_deletion_is_published_even_if_google_keeps_nothing_of_the_event(store: Store) -> None:
    await finish(store, "c-1", event())

    await finish(store, "c-2", CalendarEvent("e-1", ANA.address, "", EventStatus.CANCELLED))

    assert await published(store) == [("e-1", "created", 1), ("e-1", "cancelled", 2)]


async def test_other_peoples_events_are_published_only_on_request(
    store: Store, store_url: str, clock: FakeClock, texts: Texts
) -> None:
    foreign = replace(event(), private=())
    await finish(store, "c-1", foreign)
    assert await published(store) == []

    async with open_store(store_url, texts=texts, clock=clock, publish_all=True) as open_minded:
        renamed = replace(foreign, title="Renamed", updated=DAY + timedelta(1))
        await finish(open_minded, "c-2", renamed)
        assert await published(open_minded) == [("e-1", "updated", 1)]


async def test_commands_that_end_at_once_share_a_calendar_without_gaps_or_repeats(store: Store) -> None:
    await asyncio.gather(*(finish(store, f"c-{number}", event(f"e-{number}")) for number in range(20)))

    assert [sequence for _, _, sequence in await published(store)] == list(range(1, 21))


async def test_commands_that_end_at_once_in_several_calendars_do_not_deadlock(store: Store) -> None:
    def in_calendar(number: int, event_id: str) -> CalendarEvent:
        return replace(event(event_id), calendar_id=f"calendar-{number}@example.com")

    await asyncio.gather(
        *(
            finish(store, f"c-{number}", *(in_calendar(one, f"e-{number}") for one in order))
            for number, order in enumerate([(1, 2, 3), (3, 2, 1), (2, 1, 3)] * 6)
        )
    )

    assert len(await store.outbox.pending(100)) == 54


async def reserved(store: Store) -> Claim:
    claim = await claimed(store.commands)
    await store.commands.enter_meeting(claim, key())
    await store.reservations.reserve(claim, seats("ana"), [slot(9, 10)])
    return claim


def everything_at_once() -> Settlement:
    chore = Chore(ChoreAction.CREATE_FOLLOW_UP, ANA.user_id, "c-1", key("f-1"), b"{}")
    return replace(ends(Booking.CONFIRM, event()), chores=(chore,))


async def finish(store: Store, command_id: str, *events: CalendarEvent) -> None:
    claim = await claimed(store.commands, command_id)
    observed = tuple(replace(seen(one), command_id=command_id) for one in events)
    await store.commands.finish(claim, ANSWER, Settlement(observed=observed))


async def published(store: Store) -> list[tuple[str, str, int]]:
    """Return event, kind and sequence of everything in the outbox, and leave it there."""
    rows = await store.outbox.pending(100)
    changes = [(orjson.loads(row.value), dict(row.headers)["ce_type"].decode()) for row in rows]
    return [(one["event_id"], kind.rpartition(".")[2], one["sequence"]) for one, kind in changes]


async def rows_of(database: "asyncpg.Connection[asyncpg.Record]", table: str) -> list[asyncpg.Record]:
    return await database.fetch(f"SELECT * FROM {table}")  # noqa: S608  (one of ours)


async def everything(database: "asyncpg.Connection[asyncpg.Record]") -> list[list[asyncpg.Record]]:
    return [await rows_of(database, table) for table in (*TABLES, "meeting_writers")]
