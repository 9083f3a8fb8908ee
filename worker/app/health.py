"""Whether the worker is alive, and whether it is ready; both without waiting for anything."""

from dataclasses import dataclass, field
from datetime import timedelta

from worker.engine.engine import Engine
from worker.errors import StoreUnavailable
from worker.kafka.consumer import ConsumerPlan
from worker.ports.clock import Clock
from worker.store.open import Store

MARGIN = timedelta(seconds=30)
"""For commits, and for a coordinator that takes its time."""
PING_EVERY = timedelta(seconds=5)


@dataclass(slots=True)
class Health:
    engine: Engine
    store: Store
    clock: Clock
    plan: ConsumerPlan
    _store_answers: bool = field(default=True)
    _stopping: bool = field(default=False)

    def stopping(self) -> None:
        """Say no to readiness from now on."""
        self._stopping = True

    @property
    def poll_within(self) -> timedelta:
        """Our own drain and the wait for the slowest member fit into it; a stuck client does not."""
        return self.plan.drain_budget + self.plan.rebalance_wait + MARGIN

    def live(self) -> tuple[bool, list[str]]:
        since = self.engine.health().since_last_poll
        reasons = (
            [f"nothing was polled for {since.total_seconds():.0f} s"] if since > self.poll_within else []
        )
        return not reasons, reasons

    def ready(self) -> tuple[bool, list[str]]:
        health = self.engine.health()
        unmet = {
            "draining": self._stopping or health.draining,
            "not in the consumer group yet": not health.has_joined,
            "the database does not answer": not self._store_answers,
        }
        reasons = [reason for reason, holds in unmet.items() if holds]
        return not reasons, reasons

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
