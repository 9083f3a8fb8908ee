"""Moves records aside that could not be handled, with the reason.

Returning means that the dead letter is acknowledged: only then may the source be committed.
"""

from contextlib import suppress
from dataclasses import dataclass

import structlog

from worker.codes import Code
from worker.engine.measures import EngineMetrics
from worker.engine.record import Record
from worker.errors import BrokerUnavailable, RecordTooLarge, TopicMissing, Unanswerable
from worker.messages.dead_letter import Death, bare_dead_letter, dead_letter, truncated_dead_letter
from worker.ports.clock import Clock
from worker.ports.publisher import Outgoing, Publisher

ATTEMPTS = 1
"""Neither rubbish nor a defect gets better by trying again."""


@dataclass(frozen=True, slots=True)
class DeadLetters:
    publisher: Publisher
    topic: str
    clock: Clock
    metrics: EngineMetrics
    worker_version: str
    group_id: str

    async def unanswerable(self, record: Record, error: Unanswerable) -> None:
        await self._send(record, self._death(error.reason, error.detail, error))

    async def defect(self, record: Record, error: Exception) -> None:
        """Bury what a defect of ours hit; the error's own text could repeat a value, so it stays out."""
        await self._send(record, self._death("internal", type(error).__name__, error))

    async def unsent(self, record: Record, error: RecordTooLarge) -> None:
        """Bury a record whose result no topic takes: nobody heard how it ended."""
        detail = "its result is too large to be sent under its key"
        await self._send(record, self._death(Code.RESULT_TOO_LARGE, detail, error))

    def _death(self, reason: str, detail: str, error: Exception) -> Death:
        return Death(reason, detail, ATTEMPTS, self.clock.now(), self.worker_version, self.group_id, error)

    async def _send(self, record: Record, death: Death) -> None:
        await self._publish_what_fits(record, death)
        self.metrics.dead_lettered(death.reason)
        structlog.get_logger().warning("dead letter", reason=death.reason, detail=death.detail)

    async def _publish_what_fits(self, record: Record, death: Death) -> None:
        for build in (dead_letter, truncated_dead_letter):
            with suppress(RecordTooLarge):
                return await self._publish(build(self.topic, record, death))
        return await self._publish(bare_dead_letter(self.topic, record, death))

    async def _publish(self, letter: Outgoing) -> None:
        try:
            await self.publisher.publish(letter)
        except TopicMissing as error:  # an operator can mend it; dropping the record cannot be mended
            raise BrokerUnavailable(f"the dead letter topic is missing: {error}") from error
