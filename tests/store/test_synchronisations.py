"""Synchronisations on PostgreSQL: several replicas, failures on the way, and what old versions left."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import asyncpg
import pytest

from tests.fakes.store_tell import CannotTell
from tests.store.asked import ANA, AT_ONCE, span
from tests.store.conftest import Connection
from tests.store.reading import DAILY, Reading, as_written, draft, version
from worker.domain.calendar_event import Attendee
from worker.errors import LeaseLost, StoreUnavailable
from worker.ports.synchronisation import Outcome, Progress, Republish, Synchronisation
from worker.store import staging
from worker.store.narration import Tell
from worker.store.open import Store
from worker.store.pool import Connection as Pooled
from worker.store.pool import Database
from worker.store.synchronisations import TAKE_IN_AT_ONCE, PostgresSynchronisations

pytestmark = pytest.mark.real

SECOND = timedelta(seconds=1)
TABLES = (
    "commands",
    "followed_calendars",
    "intents",
    "outbox",
    "reservations",
    "snapshots",
    "staged_events",
    "synchronisations",
)
BOTH = (Attendee("ana@example.com"), Attendee("bob@example.com"))


async def everything(database: Connection) -> list[list[asyncpg.Record]]:
    return [await database.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES]  # noqa: S608 - ours


class TestReplicas:
    async def test_of_many_that_begin_at_once_one_has_the_calendar(
        self, store: Store, other_store: Store
    ) -> None:
        begun = await asyncio.gather(
            *(
                one.synchronisations.begin(ANA, ANA.address, None, everything=False)
                for one in (store, other_store)
                for _ in range(6)
            )
        )

        assert sum(one is not None for one in begun) == 1

    async def test_a_frozen_replica_that_thaws_changes_nothing(
        self, reading: Reading, other: Reading, store: Store, database: Connection
    ) -> None:
        claim = await reading.writing(draft())
        frozen = await reading.begin()
        await reading.synchronisations.stage(frozen, [version(1)])
        await silence(database, store)
        await other.synchronisations.stage(await other.begin(), [version(2, "e-2")])
        await store.leases.beat()
        before = await everything(database)

        for attempt in attempts(reading, frozen):
            with pytest.raises(LeaseLost):
                await attempt
        with pytest.raises(LeaseLost):
            await reading.synchronisations.complete(frozen, "x", progress=Progress(claim, lambda _: b"x"))

        assert await everything(database) == before

    async def test_a_replica_that_only_blinked_goes_on(
        self, reading: Reading, store: Store, database: Connection
    ) -> None:
        begun = await reading.begin()
        await silence(database, store)
        await store.leases.beat()

        await reading.end(begun)


class TestFailures:
    @pytest.mark.parametrize("republish", [None, Republish()], ids=["a change", "a snapshot"])
    async def test_a_failure_on_the_way_takes_everything_back(
        self, reading: Reading, store: Store, database: Connection, republish: Republish | None
    ) -> None:
        await reading.book("e-1", 9, "ana", "bob")
        await reading.read(version(1, attendees=BOTH))
        await reading.write(draft("e-2"), 1)
        claim = await reading.writing(draft("e-3"), command_id="c-3")
        begun = await reading.begin(everything=republish is not None)
        moved = [version(2, when=span(11, 12), attendees=BOTH), as_written(draft("e-2"), 1)]
        await reading.synchronisations.stage(
            begun, [*moved, as_written(draft("e-3"), 3)][: 3 - bool(republish)]
        )
        before = await everything(database)

        failing = with_tell(store, CannotTell() if republish is None else CannotTellSnapshots(store))
        with pytest.raises(KeyError):
            await failing.complete(begun, "next", republish, Progress(claim, lambda _: b"done"))

        assert await everything(database) == before
        assert (await reading.end(begun, republish)).changed == 2 - bool(republish)

    async def test_a_doubt_takes_everything_back(self, reading: Reading, database: Connection) -> None:
        await reading.book("e-1", 9, "ana", "bob")
        await reading.read(version(1, attendees=BOTH), version(1, "e-2"))
        begun = await reading.begin()
        twin = replace(version(1, "e-2", title="Twin"), etag='"twin"')
        moved = version(2, when=span(11, 12), attendees=BOTH)
        await reading.synchronisations.stage(begun, [moved, twin])
        before = await everything(database)

        assert await reading.doubts(begun) == ["e-2"]

        after = await everything(database)
        assert [a for a, b in zip(TABLES, map(list.__ne__, before, after), strict=True) if b] == [
            "synchronisations"
        ]


class TestBatches:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "BATCH", 2)

    async def test_what_comes_in_many_batches_is_taken_in_whole(self, reading: Reading) -> None:
        events = [version(1, f"e-{number}") for number in range(7)]
        assert (await reading.read(*events)).changed == 7

        outcome = await reading.read(*events[:2], everything=True, republish=Republish())

        assert (outcome.read, outcome.changed, outcome.published) == (2, 5, 7)
        told = await reading.told()
        assert [one.body["sequence"] for one in told] == list(range(1, 16))
        assert [one.kind for one in told[7:]] == [*["cancelled"] * 5, "snapshot", "snapshot", "completed"]

    async def test_doubts_of_all_batches_come_at_once(self, reading: Reading) -> None:
        await reading.read(*(version(1, f"e-{number}", **DAILY) for number in range(5)))

        assert len(await reading.doubts(await reading.begin(everything=True))) == 5


class Counted(Database):
    """Counts who is in a transaction, or waits for a connection to begin one."""

    here: ClassVar[int] = 0
    most: ClassVar[int] = 0

    @asynccontextmanager
    async def transaction(self, patience: timedelta | None = None) -> AsyncIterator[Pooled]:
        Counted.here += 1
        Counted.most = max(Counted.most, Counted.here)
        try:
            async with super().transaction(patience) as connection:
                yield connection
        finally:
            Counted.here -= 1


class TestManyOrMuch:
    async def test_what_was_read_may_take_longer_to_be_taken_in_than_anything_else_may_take(
        self, reading: Reading, store: Store
    ) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        hurried = replace(store.synchronisations.database, patience=timedelta(0))
        patient = replace(store.synchronisations, database=hurried)

        with pytest.raises(StoreUnavailable):
            await patient.due(1)
        assert isinstance(await patient.complete(begun, "token"), Outcome)

    async def test_many_that_are_taken_in_at_once_leave_connections_to_others(self, store: Store) -> None:
        counted = Counted(store.synchronisations.database.pool)
        synchronisations = replace(store.synchronisations, database=counted)
        begun = [
            await store.synchronisations.begin(ANA, f"room-{number}", None, everything=False)
            for number in range(3 * TAKE_IN_AT_ONCE)
        ]
        Counted.here = Counted.most = 0

        await asyncio.gather(*(synchronisations.complete(one, "token") for one in begun if one))
        assert Counted.most == TAKE_IN_AT_ONCE


class CannotTellSnapshots:
    """Tells of changes, and fails when it comes to what there is."""

    def __init__(self, store: Store) -> None:
        self.change = store.synchronisations.tell.change
        self.snapshot = CannotTell().snapshot
        self.completed = store.synchronisations.tell.completed


def with_tell(store: Store, tell: Tell) -> PostgresSynchronisations:
    return replace(store.synchronisations, tell=tell)


def attempts(reading: Reading, frozen: Synchronisation) -> "list[Coroutine[Any, Any, object]]":
    return [
        reading.synchronisations.stage(frozen, [version(3)]),
        reading.synchronisations.begin_anew(frozen),
        reading.synchronisations.complete(frozen, "stolen"),
        reading.synchronisations.give_up(frozen, AT_ONCE),
    ]


async def silence(database: Connection, store: Store) -> None:
    """Make a replica's last heartbeat ten seconds old."""
    late = "UPDATE replicas SET heartbeat_at = clock_timestamp() - interval '10 s' WHERE replica_id = $1"
    await database.execute(late, store.leases.replica)
