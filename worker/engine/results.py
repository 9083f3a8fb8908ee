"""From the end of a command to the bytes of its result, which must fit into any topic."""

from dataclasses import dataclass
from uuid import UUID

from worker.codes import Code
from worker.engine.record import Record
from worker.errors import Refused, TransientError
from worker.handlers.answer import Answer
from worker.messages import cloud_events
from worker.messages.changes.command_delayed import encode_command_delayed
from worker.messages.envelope import Envelope
from worker.messages.results.result import Result, refusal, success
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.commands import StoredAnswer

LARGEST = 900 * 1024
"""Below Kafka's default of 1 MiB, with room for headers."""
READS = frozenset({"check_availability", "list_upcoming", "get_meeting"})
"""Commands that can be asked again for less."""
DISPENSABLE = ("alternatives", "suggestions")
"""What the result of a write does without, if it must."""


@dataclass(frozen=True, slots=True)
class Results:
    texts: Texts
    clock: Clock

    def stored(self, envelope: Envelope, end: Answer | Refused) -> StoredAnswer:
        """Build the result of a command that was claimed: the same id for every record of it."""
        return self._fitting(
            envelope, end, cloud_events.result_id(envelope.user_id or "", envelope.command_id)
        )

    def unstored(self, envelope: Envelope, end: Answer | Refused, record: Record) -> StoredAnswer:
        """Build a result that belongs to one record only."""
        record_id = cloud_events.unstored_id(record.topic, record.partition, record.offset)
        return self._fitting(envelope, end, record_id)

    def delayed(self, envelope: Envelope, cause: TransientError) -> StoredAnswer:
        """Build the notice that a result is withheld."""
        return encode_command_delayed(
            user_id=envelope.user_id or "",
            command_id=envelope.command_id,
            conversation_id=envelope.conversation_id,
            reason=str(cause),
            as_of=self.clock.now(),
        )

    def _fitting(self, envelope: Envelope, end: Answer | Refused, record_id: UUID) -> StoredAnswer:
        result = self._result(envelope, end)
        encoded = cloud_events.encode_result(result, record_id)
        if len(encoded.value) <= LARGEST:
            return encoded
        if isinstance(end, Refused):
            return self._fitting_refusal(envelope, end, record_id)
        if envelope.type in READS:
            refused = Refused(Code.RESULT_TOO_LARGE, f"{len(encoded.value)} bytes, at most {LARGEST}")
            return cloud_events.encode_result(self._result(envelope, refused), record_id)
        return cloud_events.encode_result(slimmed(result), record_id)

    def _fitting_refusal(self, envelope: Envelope, refused: Refused, record_id: UUID) -> StoredAnswer:
        """Keep the code, whatever else must go: it is what the sender acts on."""
        without_fields = Refused(refused.code, refused.detail, data=refused.data, sentence=refused.sentence)
        encoded = cloud_events.encode_result(slimmed(self._result(envelope, without_fields)), record_id)
        if len(encoded.value) <= LARGEST:
            return encoded
        bare = Refused(refused.code, "the rest of this answer was too large")
        return cloud_events.encode_result(self._result(envelope, bare), record_id)

    def _result(self, envelope: Envelope, end: Answer | Refused) -> Result:
        now = self.clock.now()
        if isinstance(end, Refused):
            return refusal(envelope, end, self.texts, now)
        return success(envelope, end.message, end.data, now)


def slimmed(result: Result) -> Result:
    fields = type(result.data).model_fields
    data = result.data.model_copy(update={name: () for name in DISPENSABLE if name in fields})
    return result.model_copy(update={"data": data})
