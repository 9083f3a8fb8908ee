"""The same calendar in the two stores that there are."""

from dataclasses import dataclass

import asyncpg

from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_outbox import FakeChores, FakeOutbox
from tests.fakes.store_reservations import FakeReservations
from tests.fakes.store_synchronisation import FakeSynchronisations
from tests.store.reading import Reading
from worker.messages.texts import Texts
from worker.ports.synchronisation import Synchronisation
from worker.store.changes import TellChanges
from worker.store.open import Store


def fake_reading(commands: FakeCommands, reservations: FakeReservations, texts: Texts) -> Reading:
    outbox, chores = FakeOutbox(), FakeChores(commands)
    tell = TellChanges(texts, commands.clock)
    synchronisations = FakeSynchronisations(commands, tell, outbox, reservations, chores)
    return Reading(
        synchronisations,
        commands,
        reservations,
        chores,
        outbox,
        MeddlingWithFakes(synchronisations),
    )


def stored_reading(store: Store, database: "asyncpg.Connection[asyncpg.Record]") -> Reading:
    return Reading(
        store.synchronisations,
        store.commands,
        store.reservations,
        store.chores,
        store.outbox,
        MeddlingWithTables(database),
    )


@dataclass(frozen=True, slots=True)
class MeddlingWithFakes:
    synchronisations: FakeSynchronisations

    async def lose(self, synchronisation: Synchronisation) -> None:
        self.synchronisations.lose(synchronisation)

    async def hurry(self) -> None:
        self.synchronisations.hurry()


@dataclass(frozen=True, slots=True)
class MeddlingWithTables:
    database: "asyncpg.Connection[asyncpg.Record]"

    async def lose(self, synchronisation: Synchronisation) -> None:
        await self.database.execute(
            "UPDATE synchronisations SET lease_until = clock_timestamp() WHERE fence = $1",
            synchronisation.fence,
        )

    async def hurry(self) -> None:
        await self.database.execute("UPDATE followed_calendars SET next_sync_at = clock_timestamp()")
