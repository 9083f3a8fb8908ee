"""What can go wrong, sorted by what the worker does about it.

    WorkerError
    ├── TransientError         wait, then run the same command again; used up, it is answered by its `code`
    │   ├── GoogleUnavailable      time-out on a read, no connection, 5xx on a read
    │   ├── RateLimited            told to slow down: nothing was done
    │   ├── AvailabilityUnknown    a required calendar could not be read for a passing reason
    │   ├── ConcurrentChange       the event changed under our hands (412)
    │   ├── MeetingBusy            another command is changing the same meeting: wait for its turn
    │   ├── CalendarBusy           the calendar is being synchronised already: wait for that to end
    │   ├── KeyMissing             a grant is sealed with a key that we do not have (yet, or any more)
    │   ├── OutcomeUncertain       a write without a definite answer: its result is withheld, never guessed
    │   ├── StoreUnavailable       the database cannot be reached: waited out, never answered
    │   └── BrokerUnavailable      Kafka did not acknowledge: waited out
    │       └── RecordRejected         the topic took no record like this, for reasons of its own
    ├── Refused                a definite no, with its code: answer it
    ├── GoogleSaid             a definite answer of Google's that a handler reads
    │   ├── EventNotFound          404
    │   ├── EventGone              410: deleted already
    │   ├── EventExists            409: this id was used before, perhaps by us
    │   ├── SyncTokenExpired       410: everything has to be read again
    │   └── RequestRejected        any other 4xx: we built a wrong request, a defect
    ├── Unanswerable           nobody can be told: dead letter
    ├── LeaseLost              another replica has the command: stop, touch nothing
    ├── TopicMissing           the topic or partition to publish to does not exist
    ├── PlaceLost              what was to be read next of a topic is no longer there: begin anew
    ├── RecordTooLarge         the topic takes no record of this size
    └── FatalError             no command can succeed: stop the process
        └── Misconfigured

A meeting that cannot be had is not an error of the program. It is an answer, and `Refused` carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from worker.codes import Code


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with one field of a command."""

    path: str
    """Where, as `participants[2].email`; empty for the whole body."""
    problem: str
    choices: tuple[str, ...] = ()
    """Valid values to pick from, where they can be named."""


class WorkerError(Exception):
    """Root of every error that this worker raises on purpose."""

    nothing_written = False
    """Set by a handler that proved, and stored, that no write of the command took effect."""


class TransientError(WorkerError):
    """The same command may succeed later."""

    code: ClassVar[Code] = Code.GOOGLE_UNAVAILABLE
    """The answer when the budget for retries is used up."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GoogleUnavailable(TransientError):
    """Google did not answer a read, could not be reached, or said 5xx to a read."""


class RateLimited(TransientError):
    """Google asked for less. Nothing was done; waiting costs no attempt."""

    code = Code.RATE_LIMITED


class AvailabilityUnknown(TransientError):
    """A required calendar could not be read for a passing reason: it is never taken as free."""

    code = Code.AVAILABILITY_UNKNOWN


class ConcurrentChange(TransientError):
    """The event changed between our reading and our write."""

    code = Code.CONCURRENT_CHANGE


class MeetingBusy(TransientError):
    """Another command holds the meeting's row. Waiting costs no attempt."""

    code = Code.CONCURRENT_CHANGE


class CalendarBusy(TransientError):
    """Another replica synchronises the calendar. Waiting costs no attempt."""

    code = Code.CONCURRENT_CHANGE


class KeyMissing(TransientError):
    """A grant is sealed with a key that is not among ours, or has not reached this replica yet."""

    code = Code.REAUTHORIZATION_REQUIRED


class OutcomeUncertain(TransientError):
    """A write may or may not have taken effect. Only Google can tell, by the event's id."""

    code = Code.OUTCOME_UNKNOWN


class StoreUnavailable(TransientError):
    """The database cannot be reached or gave up on a lock."""

    code = Code.INTERNAL


class BrokerUnavailable(TransientError):
    """Kafka did not acknowledge a record in time."""

    code = Code.INTERNAL


class RecordRejected(BrokerUnavailable):
    """The broker took no record like this. An operator can mend a topic of ours, not one for replies."""


class Refused(WorkerError):
    """A definite answer other than success, ready for the wire."""

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        fields: Sequence[FieldProblem] = (),
        data: Any = None,
        sentence: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.fields = tuple(fields)
        self.data = data
        """The `data` of the result, a model of `worker.messages.results`, or None."""
        self.sentence = sentence
        """What a person is told instead of the code's own sentence, in English; None: that one."""


class GoogleSaid(WorkerError):
    """A definite answer of Google's about one event."""


class EventNotFound(GoogleSaid):
    """No such event, or no right to know of it: Google does not tell which."""


class EventGone(GoogleSaid):
    """The event was deleted before."""


class EventExists(GoogleSaid):
    """An event, alive or deleted, has this id already."""


class SyncTokenExpired(GoogleSaid):
    """Google no longer knows what changed since: everything has to be read again."""


class RequestRejected(GoogleSaid):
    """Google found our request wrong. That is a defect of ours."""


class Unanswerable(WorkerError):
    """The record has no usable `command_id`: it goes to the dead letters."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class LeaseLost(WorkerError):
    """Another replica may have the command by now."""


class TopicMissing(WorkerError):
    """The topic or the partition to publish to does not exist."""


class PlaceLost(WorkerError):
    """The records from a place of a topic on cannot be read any more: whoever followed has missed some."""


class RecordTooLarge(WorkerError):
    """The topic takes no record of this size."""


class FatalError(WorkerError):
    """No command can succeed."""


class Misconfigured(FatalError):
    """A setting is missing or makes no sense; the message names it."""
