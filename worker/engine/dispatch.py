"""The way of one record to its end; when it returns, the record is done.

Whatever a record holds and whatever goes wrong with it, it ends in a published result, in a
withheld one that the store remembers, or in an acknowledged dead letter. Only a stop, a
rebalance and a `FatalError` leave it undone, for whoever reads it next.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog

from worker import logs
from worker.codes import Code
from worker.engine.dead_letters import DeadLetters
from worker.engine.defects import DefectLimit
from worker.engine.execution import Execution
from worker.engine.insistence import Insistence
from worker.engine.intake import Intake, Job, TurnedAway
from worker.engine.lanes import lane_key
from worker.engine.measures import EngineMetrics
from worker.engine.record import Record
from worker.engine.rehearsal import Rehearsal
from worker.engine.replies import Replies
from worker.engine.results import Results
from worker.engine.retry import WAITED_OUT
from worker.engine.slots import Abandoned, Slot
from worker.errors import FatalError, GoogleSaid, RecordTooLarge, Refused, Unanswerable
from worker.logs import Handling
from worker.messages.commands.known import COMMANDS
from worker.messages.envelope import Envelope
from worker.ports.clock import Clock
from worker.ports.commands import ReplyTo
from worker.tracing.spans import processing

NOT_A_DEFECT = (*WAITED_OUT, Abandoned, FatalError, RecordTooLarge)


@dataclass(frozen=True, slots=True)
class End:
    command_type: str
    outcome: str
    command_id: str | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    intake: Intake
    execute: Execution
    rehearse: Rehearsal
    replies: Replies
    results: Results
    dead_letters: DeadLetters
    defects: DefectLimit
    insist: Insistence
    clock: Clock
    metrics: EngineMetrics

    async def __call__(self, record: Record, slot: Slot) -> None:
        with Handling(record.topic, record.partition, record.offset):
            await self._bring_to_its_end(record, slot)

    async def _bring_to_its_end(self, record: Record, slot: Slot) -> None:
        began = self.clock.monotonic()
        with processing(
            record.topic, record.partition, record.offset, record.timestamp, record.headers
        ) as span:
            end = await self.insist(slot, lambda: self._end_of(record, slot))
            span.note(command_type=end.command_type, command_id=end.command_id)
            span.ended(end.outcome)
        duration = timedelta(seconds=self.clock.monotonic() - began)
        self.metrics.record_done(end.command_type, end.outcome, duration)
        log_end(end, duration)

    async def _end_of(self, record: Record, slot: Slot) -> End:
        try:
            read = self.intake.read(record)
        except Unanswerable as error:
            await self.dead_letters.unanswerable(record, error)
            return End("unknown", "dead_letter")
        except Exception as defect:  # noqa: BLE001  (no bytes may stop a partition)
            return await self._bury(record, slot, defect)
        logs.name_command(read.envelope.command_id)
        try:
            return await self._answered(read, record, slot)
        except RecordTooLarge as error:
            await self.dead_letters.unsent(record, error)
            return End(known_type(read.envelope), "dead_letter", read.envelope.command_id)

    async def _answered(self, read: Job | TurnedAway, record: Record, slot: Slot) -> End:
        """Raise `RecordTooLarge` if no topic takes the answer."""
        match read:
            case TurnedAway(refused, envelope, reply):
                await self._answer(envelope, refused, reply, record)
                return End(known_type(envelope), refused.code, envelope.command_id)
            case Job() as job:
                return await self._perform(job, slot)

    async def _perform(self, job: Job, slot: Slot) -> End:
        try:
            outcome = await (self.rehearse if job.command.dry_run else self.execute)(job, slot)
        except NOT_A_DEFECT:
            raise
        except Exception as defect:  # noqa: BLE001  (a defect concerns its own record only, until they are many)
            return await self._bury(job.record, slot, defect, job)
        self.defects.clear()
        return End(job.command.type, outcome, job.command.command_id)

    async def _bury(self, record: Record, slot: Slot, defect: Exception, job: Job | None = None) -> End:
        """End a record that a defect of ours hit: a dead letter, and a result that is not stored.

        Its reservation stays: whether something was written only its handler can tell, and the
        handler is what failed. A replay takes it up again, or retention ends it after its time.
        """
        structlog.get_logger().error("defect", exc_info=defect)
        if not isinstance(defect, GoogleSaid):  # one tenant's calendar is no sign of a bad release
            self.defects.count(lane_key(record))
        await self.insist(slot, lambda: self.dead_letters.defect(record, defect))
        if job is None:
            return End("unknown", "dead_letter")
        refused = Refused(Code.INTERNAL, "a defect of the worker; its operator has the record")
        with suppress(RecordTooLarge):  # the record is in the dead letters already
            await self.insist(slot, lambda: self._answer(job.envelope, refused, job.reply, record))
        return End(job.command.type, refused.code, job.command.command_id)

    async def _answer(self, envelope: Envelope, refused: Refused, reply: ReplyTo, record: Record) -> None:
        await self.replies.send(self.results.unstored(envelope, refused, record), reply)


def known_type(envelope: Envelope) -> str:
    return envelope.type if envelope.type in COMMANDS else "unknown"


def log_end(end: End, duration: timedelta) -> None:
    structlog.get_logger().info(
        "record done",
        type=end.command_type,
        outcome=end.outcome,
        seconds=round(duration.total_seconds(), 3),
    )
