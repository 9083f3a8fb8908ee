"""Waits out our own parts: without store and broker nobody can be answered, and nothing may be lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from worker.engine.complaints import Complaints
from worker.engine.measures import EngineMetrics
from worker.engine.retry import WAITED_OUT
from worker.engine.slots import Slot
from worker.engine.trial import Trials

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Insistence:
    trials: Trials
    metrics: EngineMetrics
    complaints: Complaints

    async def __call__(self, slot: Slot, step: Callable[[], Awaitable[T]]) -> T:
        """Repeat a step that is safe to repeat until store and broker let it through."""
        patience = self.trials.new().patience
        while True:
            try:
                return await step()
            except WAITED_OUT as error:
                self.metrics.try_failed(error)
                self.complaints.warn("waiting for store or broker", error, str(error))
                await slot.wait(patience.backoff(error))
