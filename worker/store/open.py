"""Everything of the store on one database, for the composition root."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from worker.errors import StoreUnavailable
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.quota import GOOGLES_LIMITS, Limits
from worker.store.calendars import PostgresCalendars
from worker.store.changes import TellChanges
from worker.store.channels import PostgresChannels
from worker.store.chores import PostgresChores
from worker.store.commands import PostgresCommands
from worker.store.decisions import PostgresDecisions
from worker.store.departures import PostgresDepartures
from worker.store.grants import PostgresGrants
from worker.store.key_ring import KeyRing, Keys
from worker.store.leases import Leases
from worker.store.outbox import PostgresOutbox
from worker.store.pool import Database, open_pool
from worker.store.quota import PostgresQuota
from worker.store.reminders import PostgresReminders
from worker.store.reservations import PostgresReservations
from worker.store.retention import Retention
from worker.store.synchronisations import PostgresSynchronisations
from worker.store.work_times import PostgresWorkTimes

HEARTBEAT_PATIENCE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Following:
    """How calendars are followed."""

    interval: timedelta = timedelta(minutes=5)
    """Between two readings of one, give or take a quarter; nothing: only what Google tells of is read."""
    memory: timedelta = timedelta(days=400)
    """How long events are remembered after their end: what ended before is not read."""


@dataclass(frozen=True, slots=True)
class Store:
    commands: PostgresCommands
    reservations: PostgresReservations
    calendars: PostgresCalendars
    grants: PostgresGrants
    decisions: PostgresDecisions
    departures: PostgresDepartures
    channels: PostgresChannels
    outbox: PostgresOutbox
    chores: PostgresChores
    synchronisations: PostgresSynchronisations
    reminders: PostgresReminders
    work_times: PostgresWorkTimes
    quota: PostgresQuota
    retention: Retention
    leases: Leases
    """A task must run `leases.run`, or every claim is void after ten seconds."""
    ping: Callable[[], Awaitable[None]] = field(repr=False)
    """Raises `StoreUnavailable` unless the database answers."""


@asynccontextmanager
async def open_store(  # noqa: PLR0913  (what the store is told, each by its name)
    url: str,
    *,
    texts: Texts,
    clock: Clock,
    replica: str = "worker",
    pool_size: int = 16,
    publish_all: bool = False,
    following: Following = Following(),
    limits: Limits = GOOGLES_LIMITS,
    keys: Keys = tuple,
) -> AsyncIterator[Store]:
    """Connect to a database that `worker.store.migrate` has prepared; leave it in order at the end.

    `replica` names this process for people; a part that makes it unique is added. `publish_all`
    also publishes changes of events that this system did not make. `keys` reads the keys that grants
    are kept under.

    Raise `Misconfigured` if the address makes no sense, `StoreUnavailable` if nobody answers there.
    """
    async with (
        open_pool(url, name=f"vai-calendar {replica}", size=pool_size) as database,
        open_pool(url, name=f"vai-heartbeat {replica}", size=1, patience=HEARTBEAT_PATIENCE) as heartbeat,
    ):
        leases = Leases(heartbeat, clock, replica)
        await leases.beat()
        try:
            tell = TellChanges(texts, clock, publish_all)
            ring = KeyRing(keys)
            yield assembled(database, leases, tell, following, limits, ring)
        finally:
            with suppress(StoreUnavailable):  # then it is void in ten seconds
                await leases.leave()


def assembled(
    database: Database,
    leases: Leases,
    tell: TellChanges,
    following: Following,
    limits: Limits,
    ring: KeyRing,
) -> Store:
    async def ping() -> None:
        async with database.connection() as connection:
            await connection.execute("SELECT 1")

    return Store(
        commands=PostgresCommands(database, leases, tell),
        reservations=PostgresReservations(database, leases),
        calendars=PostgresCalendars(database),
        grants=PostgresGrants(database, leases, ring, leases.clock),
        decisions=PostgresDecisions(database, leases),
        departures=PostgresDepartures(database, leases),
        channels=PostgresChannels(database, leases),
        outbox=PostgresOutbox(database, leases),
        chores=PostgresChores(database, tell),
        synchronisations=PostgresSynchronisations(
            database, leases, tell, following.interval, following.memory
        ),
        reminders=PostgresReminders(database, tell.texts),
        work_times=PostgresWorkTimes(database),
        quota=PostgresQuota(database, limits),
        retention=Retention(database),
        leases=leases,
        ping=ping,
    )
