"""One worker, from its settings to its end: the one place where every part is opened.

The order of the stop matters. Reading ends first, then what runs comes to its end and is
committed, and only then the background work, Google, Kafka and the store go.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry

from worker.app.background import following, reminding, routines
from worker.app.collecting import short_collections
from worker.app.engine_parts import engine_parts
from worker.app.failure import Failure
from worker.app.health import Health
from worker.app.opening import acting_by, prepare, store_of
from worker.app.ports import Ports, Wrap, as_it_is
from worker.app.public_holidays import public_holidays
from worker.app.pushing import Pushing
from worker.app.routine import Routine
from worker.app.signals import Stop, leaving_after, stopping_on_signals
from worker.app.version import release
from worker.app.webhook_address import webhook_of
from worker.engine.assembly import EngineParts, dispatch
from worker.engine.engine import Engine
from worker.engine.lanes import Work
from worker.engine.periodic import periodically
from worker.google.google import open_google
from worker.google.limiter import Limiting
from worker.http.server import Probes, serving
from worker.kafka.consumer import CommandConsumer, ConsumerPlan
from worker.kafka.lag import Lag
from worker.kafka.producer import KafkaPublisher
from worker.kafka.signs import Signs
from worker.messages.texts import Texts
from worker.metrics.instruments import Metrics
from worker.ports.clock import Clock, SystemClock
from worker.ports.work_times import NO_WORK_TIMES
from worker.settings.google_access import endpoints_of
from worker.settings.kafka_connection import kafka_connection
from worker.settings.meeting_types_file import meeting_types
from worker.settings.model import Settings
from worker.store.open import Store
from worker.tracing.exporting import Origin, exporting

FORGET_EVERY = timedelta(minutes=10)
READ_KEYS_EVERY = timedelta(seconds=5)
"""A file of encryption keys that has changed is known everywhere within that time."""
LEAVE_AFTER_DRAIN = timedelta(seconds=30)
"""How long an end may take beyond `drain_seconds`, before the process leaves as it is."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker whose parts are open."""

    ports: Ports
    parts: EngineParts
    store: Store
    settings: Settings
    registry: CollectorRegistry
    metrics: Metrics
    clock: Clock
    publisher: KafkaPublisher
    failure: Failure = field(default_factory=Failure)

    async def work(self, stop: Stop, hurry: Callable[[], None]) -> None:
        """Read commands until `stop`, and call `hurry` when the end begins, whatever brings it."""
        async with asyncio.TaskGroup() as background:
            self._in_background(background)
            await self._consume(stop, hurry)
            raise Stopped

    def _in_background(self, tasks: asyncio.TaskGroup) -> None:
        tasks.create_task(self.failure.noting(self.store.leases.run()), name="leases")
        tasks.create_task(self.metrics.watch_loop(self.clock), name="loop lag")
        retention = Routine(self._forget, FORGET_EVERY)
        keys = Routine(self.store.grants.seal_anew, READ_KEYS_EVERY)
        due = reminding(self.ports, self.metrics.reminders)
        for routine in (retention, keys, due, *routines(self.ports, self.parts), *self._following()):
            name = getattr(routine.step, "__qualname__", "routine")
            repeated = periodically(routine.step, routine.every, self.clock)
            tasks.create_task(self.failure.noting(repeated), name=name)

    def _following(self) -> list[Routine]:
        lanes = following(self.ports, self.settings, self.clock, self.metrics.calendar_followed)
        return [*lanes, *self._pushing().routines()]

    def _pushing(self) -> Pushing:
        return Pushing(self.ports, self.clock, self.metrics.push, webhook_of(self.settings))

    async def _forget(self) -> bool:
        own, forget = self.settings.worker, self.store.retention.forget
        return await forget(own.command_memory, own.snapshot_retention, decisions=own.decision_retention) > 0

    async def _consume(self, stop: Stop, hurry: Callable[[], None]) -> None:
        async with asyncio.TaskGroup() as lanes:
            engine = Engine(
                self._work(),
                self.clock,
                lanes,
                max_in_flight=self.settings.worker.max_in_flight,
                metrics=self.metrics,
            )
            plan = self._plan()
            health = Health(engine, self.store, self.clock, plan, self.failure)
            async with self._serving(health) as port:
                consumer = CommandConsumer.of(kafka_connection(self.settings.kafka), plan, engine, self.clock)
                health.kafka = Signs(consumer.consumer, self.publisher.producer)
                watching = self._watch(lanes, health, Lag(consumer.consumer, engine, self.clock))
                structlog.get_logger().info("started", http_port=port, group=self.settings.kafka.group_id)

                def end_in_order() -> None:
                    hurry()
                    health.stopping()
                    consumer.stop()

                stop.in_order = end_in_order
                try:
                    await self.failure.noting(consumer.run())
                finally:
                    hurry()  # a worker that cannot go on must not hang in its end either
            for each in watching:
                each.cancel()

    def _work(self) -> Work:
        work = dispatch(self.parts)
        return lambda record, slot: self.failure.noting(work(record, slot))

    def _watch(self, tasks: asyncio.TaskGroup, health: Health, lag: Lag) -> list[asyncio.Task[None]]:
        self.metrics.show_lag(lag.records)
        return [
            tasks.create_task(health.tick(), name="tick"),
            tasks.create_task(health.watch_store(), name="store"),
            tasks.create_task(lag.watch(), name="lag"),
        ]

    def _plan(self) -> ConsumerPlan:
        return ConsumerPlan(
            topics=self.parts.settings.topics.commands,
            group_id=self.settings.kafka.group_id,
            drain_budget=self.settings.worker.drain,
            instance_id=self.settings.kafka.group_instance_id,
        )

    def _serving(self, health: Health) -> AbstractAsyncContextManager[int]:
        http = self.settings.http
        probes, webhook = Probes(health.live, health.ready), self._pushing().webhook()
        return serving(http.host, http.port, probes, self.registry, webhook)


class Stopped(Exception):
    """Ends the background work. It is not an error."""


async def run(settings: Settings, wrap: Wrap = as_it_is) -> int:
    """Run a worker until a signal stops it, and return its exit code. Raise what it cannot go on with."""
    try:
        with (
            leaving_after(settings.worker.drain + LEAVE_AFTER_DRAIN) as hurry,
            stopping_on_signals(stop := Stop()),
        ):
            async with opened(settings, wrap) as worker:
                with short_collections():
                    await worker.work(stop, hurry)
    except* Stopped:
        structlog.get_logger().info("stopped")
    return 0


@asynccontextmanager
async def opened(settings: Settings, wrap: Wrap = as_it_is) -> AsyncIterator[Worker]:
    """Open every part of a worker, in the order in which one needs the other."""
    clock, texts = SystemClock(), await asyncio.to_thread(Texts.load)
    origin = Origin(release(), socket.gethostname(), settings.kafka.group_id)
    registry = CollectorRegistry()
    metrics = Metrics(registry, release())
    await asyncio.to_thread(settings.secrets.reader)  # a file without keys is told of now, not later
    holidays = await asyncio.to_thread(public_holidays, settings.worker.holidays, clock.now().year)
    types = await asyncio.to_thread(meeting_types, settings.worker.meeting_types)
    await prepare(settings.database.url.get_secret_value(), migrating=settings.database.migrate)
    async with (
        exporting(settings.tracing.otlp_endpoint, origin, clock),
        store_of(settings, texts, clock) as store,
        KafkaPublisher.to(kafka_connection(settings.kafka)) as publisher,
        open_google(
            api_root=settings.google.api_root,
            endpoints=endpoints_of(settings.google),
            acting=await acting_by(settings.google, store.grants),
            clock=clock,
            observe=metrics.google_called,
            limiting=Limiting(wrap("quota", store.quota), metrics),
            merging=metrics.merging,
        ) as google,
    ):
        ports = Ports(
            accounts=google.accounts,
            calendar=google.calendar,
            calendars=store.calendars,
            channels=store.channels,
            chores=store.chores,
            commands=store.commands,
            consents=google.consents,
            decisions=store.decisions,
            departures=store.departures,
            grants=store.grants,
            outbox=store.outbox,
            primary_calendars=google.primary_calendars,
            publisher=publisher,
            push=google.push,
            reminders=store.reminders,
            reservations=store.reservations,
            synchronisations=store.synchronisations,
            work_times=store.work_times if settings.worker.google_hours else NO_WORK_TIMES,
        ).wrapped(wrap)
        parts = engine_parts(ports, settings, texts, clock, metrics, holidays, types)
        yield Worker(ports, parts, store, settings, registry, metrics, clock, publisher)
