"""Whether the worker is alive, and whether it is ready; both without waiting for anything.

Not alive is what only a new process can mend. So an outage of Kafka or of the database makes a
worker unready and never dead: started anew it would find the same. An event loop that stands
still cannot answer at all, and its probe's time-out is the right answer; a thread beside it
would say yes for a worker that does nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from worker.app.failure import Failure
from worker.engine.engine import Engine
from worker.errors import StoreUnavailable
from worker.kafka.consumer import ConsumerPlan
from worker.ports.clock import Clock
from worker.store.open import Store

MARGIN = timedelta(seconds=30)
"""For commits, and for a coordinator that takes its time."""
PING_EVERY = timedelta(seconds=5)
TICK = timedelta(seconds=1)
STANDSTILL = timedelta(seconds=10)
"""As long as Kafka waits for a heartbeat before it gives the partitions to others."""
SILENCE = timedelta(seconds=45)
"""Brokers are asked every 30 s what there is."""


class KafkaSigns(Protocol):
    """`worker.kafka.signs.Signs`."""

    def dead_tasks(self) -> list[str]: ...

    def is_rejoining(self) -> bool: ...

    def silent_for(self, now: datetime, /) -> timedelta: ...


class NoSigns:
    """Before there is a consumer."""

    def dead_tasks(self) -> list[str]:
        return []

    def is_rejoining(self) -> bool:
        return False

    def silent_for(self, _now: datetime) -> timedelta:
        return timedelta(0)


@dataclass(slots=True)
class Health:
    engine: Engine
    store: Store
    clock: Clock
    plan: ConsumerPlan
    failure: Failure
    kafka: KafkaSigns = field(default_factory=NoSigns)
    _store_answers: bool = field(default=True)
    _stopping: bool = field(default=False)
    _ticked: float = field(init=False)
    _rejoining_since: float | None = field(default=None)

    def __post_init__(self) -> None:
        self._ticked = self.clock.monotonic()

    def stopping(self) -> None:
        """Say no to readiness from now on."""
        self._stopping = True

    @property
    def poll_within(self) -> timedelta:
        """Our own drain and the wait for the slowest member fit into it; a stuck client does not."""
        return self.plan.drain_budget + self.plan.rebalance_wait + MARGIN

    def live(self) -> tuple[bool, list[str]]:
        reasons = list(self._what_is_dead())
        return not reasons, reasons

    def ready(self) -> tuple[bool, list[str]]:
        reasons = [*self._what_is_missing(), *self._what_is_dead()]
        return not reasons, reasons

    def _what_is_dead(self) -> Iterator[str]:
        idle = self._since(self._ticked)
        if idle > STANDSTILL:
            yield f"the event loop stood still for {seconds(idle)}"
        silent = self.engine.health().since_last_poll
        if silent > self.poll_within:
            yield f"nothing was polled for {seconds(silent)}"
        if self._is_ending:  # the clients are stopped on purpose
            return
        yield from self.kafka.dead_tasks()
        stuck = self._since(self._rejoining_since)
        if stuck > self.poll_within:
            yield f"the consumer wants to join its group anew, and has not for {seconds(stuck)}"

    def _what_is_missing(self) -> Iterator[str]:
        if self.failure.cause:
            yield f"stopping, because it cannot go on: {self.failure.cause}"
        elif self._is_ending:
            yield "draining"
        if not self.engine.health().has_joined:
            yield "not in the consumer group yet"
        if not self._store_answers:
            yield "the database does not answer"
        silent = self.kafka.silent_for(self.clock.now())
        if silent > SILENCE:
            yield f"no broker has answered for {seconds(silent)}"

    @property
    def _is_ending(self) -> bool:
        return self._stopping or self.engine.health().draining

    def _since(self, moment: float | None) -> timedelta:
        return timedelta(seconds=0 if moment is None else self.clock.monotonic() - moment)

    async def tick(self) -> None:
        """Show that the loop comes round, and look how long the group is being joined, until cancelled."""
        while True:
            self._ticked = self.clock.monotonic()
            self._rejoining_since = (self._rejoining_since or self._ticked) if self._hangs() else None
            await self.clock.sleep(TICK)

    def _hangs(self) -> bool:
        """Say whether the group is not joined although brokers answer: an outage is no standstill."""
        return self.kafka.is_rejoining() and self.kafka.silent_for(self.clock.now()) <= SILENCE

    async def watch_store(self) -> None:
        """Ask the database now and then, until cancelled."""
        while True:
            try:
                await self.store.ping()
            except StoreUnavailable:
                self._store_answers = False
            else:
                self._store_answers = True
            await self.clock.sleep(PING_EVERY)


def seconds(duration: timedelta) -> str:
    return f"{duration.total_seconds():.0f} s"
