"""Replicas of a worker in this process: the real handlers, engine, store and Google client, and no Kafka.

What a worker publishes ends in a list that outlives it, as a broker would.
"""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from tests.fakes.publisher import FakePublisher
from tests.store.conftest import Connection
from worker.app.background import errands_of, follower
from worker.app.engine_parts import engine_parts
from worker.app.ports import Ports
from worker.app.version import release
from worker.engine.assembly import EngineParts, dispatch, reconciler
from worker.engine.outbox_publisher import OutboxPublisher
from worker.engine.reconciler import Reconciler
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.engine.turns import Turns
from worker.google.google import Google
from worker.messages.texts import Texts
from worker.metrics.instruments import Metrics
from worker.ports.clock import SystemClock
from worker.sandbox.failpoints import Failpoints, Hit
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.settings.google import Google as GoogleSettings
from worker.settings.model import Database, Http, Kafka, Settings
from worker.store.commands import PostgresCommands
from worker.store.open import Store, open_store

TEXTS = Texts.load()
PUBLIC_URL = "https://127.0.0.1:9/"
"""Nobody is there: notifications are what a test makes of them."""
WEBHOOK = f"{PUBLIC_URL}webhooks/google/calendar"
WITHIN = 60
"""Seconds. No heart beats here: who needs ten waits for its store, without a pause and without end."""


@dataclass(frozen=True, slots=True)
class Replica:
    store: Store
    ports: Ports
    parts: EngineParts

    async def receive(self, record: Record) -> None:
        """Bring a record to its end."""
        clock = self.parts.clock
        async with Slot(Turns(1), clock) as slot:
            await dispatch(self.parts)(record, slot)

    async def publish_changes(self) -> None:
        topic = self.parts.settings.topics.changes
        await OutboxPublisher(self.ports.outbox, self.ports.publisher, topic).publish_due()

    async def run_errands(self) -> None:
        errands = errands_of(self.ports, self.parts.clock)
        await errands.run_due()

    async def follow(self) -> None:
        """Read the calendars whose time has come."""
        lane = follower(self.ports, self.parts.clock)
        while await lane.follow_next():
            pass

    @property
    def reconciler(self) -> Reconciler:
        return reconciler(self.parts)


Deed = Callable[["Place", Replica], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Place:
    """What replicas share, and one test has for itself."""

    database_url: str
    database: Connection
    """Past the store, to look and to meddle."""
    healthy: Store
    """Of the replica that never dies. All tests share it, because to open a store takes a while."""
    google: Google
    control: LocalGoogleControl
    key_file: Path
    ana: str
    bob: str
    broker: FakePublisher = field(default_factory=FakePublisher)

    @asynccontextmanager
    async def replica(self, hit: Hit) -> AsyncIterator[Replica]:
        async with (
            open_store(
                self.database_url, texts=TEXTS, clock=SystemClock(), pool_size=3, keys=the_key
            ) as store,
            asyncio.timeout(WITHIN),
        ):
            yield self._on(store, hit, timedelta(0))

    async def do(self, deed: Deed, later: timedelta = timedelta(0)) -> None:
        """Let a replica do something that comes to no harm, now or some time later."""
        await self.healthy.leases.beat()
        async with asyncio.timeout(WITHIN):
            await deed(self, self._on(self.healthy, nothing_happens, later))

    def _on(self, store: Store, hit: Hit, later: timedelta) -> Replica:
        ports = Ports(
            accounts=self.google.accounts,
            calendar=self.google.calendar,
            calendars=store.calendars,
            channels=store.channels,
            chores=store.chores,
            commands=LaterCommands(store.commands.database, store.leases, store.commands.tell, later),
            consents=self.google.consents,
            decisions=store.decisions,
            departures=store.departures,
            grants=store.grants,
            outbox=store.outbox,
            primary_calendars=self.google.primary_calendars,
            publisher=self.broker,
            push=self.google.push,
            reminders=store.reminders,
            reservations=store.reservations,
            synchronisations=store.synchronisations,
            work_times=store.work_times,
        ).wrapped(Failpoints(hit))
        metrics = Metrics(CollectorRegistry(), release())
        parts = engine_parts(ports, self._settings(), TEXTS, LaterClock(later), metrics)
        return Replica(store, ports, replace(parts, jitter=lambda: 0.0))

    async def bury(self, dead: Replica) -> None:
        """Let ten seconds pass since the last heartbeat of a replica, and what it took come up again."""
        await self.database.execute(
            "UPDATE replicas SET heartbeat_at = heartbeat_at - interval '10 seconds' WHERE replica_id = $1",
            dead.store.leases.replica,
        )
        await self.let_everything_come_due()

    async def let_everything_come_due(self) -> None:
        await self.database.execute("UPDATE chores SET due_at = clock_timestamp() WHERE move_at IS NULL")
        await self.database.execute("UPDATE chores SET move_at = clock_timestamp() WHERE move_at IS NOT NULL")
        await self.database.execute("UPDATE commands SET retry_at = clock_timestamp() WHERE retry_at > now()")
        await self.database.execute("UPDATE waiters SET taken_until = NULL")
        await self.database.execute("UPDATE followed_calendars SET next_sync_at = clock_timestamp()")
        await self.database.execute("UPDATE channels SET stop_at = clock_timestamp()")

    def _settings(self) -> Settings:
        return Settings(
            kafka=Kafka(bootstrap_servers=("unused:9092",)),
            database=Database(url=self.database_url),
            google=GoogleSettings(service_account_file=self.key_file),
            http=Http(public_url=PUBLIC_URL),
        )


@dataclass(frozen=True, slots=True)
class LaterClock(SystemClock):
    later: timedelta

    def now(self) -> datetime:
        return SystemClock.now(self) + self.later


@dataclass(frozen=True, slots=True)
class LaterCommands(PostgresCommands):
    later: timedelta

    async def time(self) -> datetime:
        return await PostgresCommands.time(self) + self.later


def the_key() -> tuple[SecretStr, ...]:
    """Return the key that all replicas keep grants under."""
    return (SecretStr(urlsafe_b64encode(bytes(32)).decode()),)


async def nothing_happens(_step: str) -> None:
    """Never crash."""
