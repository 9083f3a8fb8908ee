"""Runs the handler of a record's command, and counts: which try it is, how long it took, why it failed."""

from dataclasses import dataclass

from worker import logs
from worker.engine.execution import Handler
from worker.engine.measures import EngineMetrics
from worker.errors import TransientError
from worker.handlers.answer import Answer
from worker.messages.commands.known import AnyCommand
from worker.ports.clock import Clock
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class Tries:
    """A `Handler` around the handler."""

    handle: Handler
    clock: Clock
    metrics: EngineMetrics

    async def __call__(self, command: AnyCommand, claim: Claim | None) -> Answer:
        logs.count_attempt()
        began = self.clock.monotonic()
        try:
            return await self.handle(command, claim)
        except TransientError as error:
            self.metrics.try_failed(error)
            raise
        finally:
            self.metrics.handled(command.type, self.clock.monotonic() - began)
