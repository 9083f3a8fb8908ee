"""Records that could not be handled, as they go to the dead letters.

Original key, value and headers stay as they were. Two sets of headers say what happened: our
own in UTF-8, and those of Spring in their encodings (numbers in big-endian order), which
existing consoles read. Neither repeats anything of the value: it could be a secret, and
where it surely is one (an authorization code), the value itself is left out too.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from traceback import format_tb
from typing import Final, Protocol

import orjson

from worker.errors import Unanswerable
from worker.messages.commands.known import COMMANDS
from worker.messages.human_time import utc_text
from worker.ports.commands import Headers
from worker.ports.publisher import Outgoing

SECRET_TYPES: Final = frozenset({"connect_account"})
SECRET_GROUPS: Final = frozenset({"sync"})
"""Topics of secret types: what is not known to be another type there is taken for one."""
REPLAY_COUNT: Final = "x-dlq-replay-count"
_OURS: Final = "x-dlq-"
_SPRING: Final = "kafka_dlt-"
_LONGEST_STACK: Final = 8192
_MOST_DIGITS: Final = 9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class RawRecord(Protocol):
    """What is read of the record; `worker.engine.record.Record` is one."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> datetime: ...
    @property
    def timestamp_type(self) -> str: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Headers: ...


@dataclass(frozen=True, slots=True)
class Death:
    """Why a record could not be handled."""

    reason: str
    """`too_large`, `not_json`, `not_an_object`, `no_command_id`, `internal` or `result_too_large`."""
    detail: str
    """Without anything of the value."""
    attempts: int
    failed_at: datetime
    worker_version: str
    group_id: str
    """The consumer group."""
    error: BaseException | None = None


def dead_letter(topic: str, record: RawRecord, death: Death) -> Outgoing:
    """Build the dead letter of a record, for the topic of dead letters."""
    if record.value is not None and is_secret(record):
        return _without_value(topic, record, death, "x-dlq-redacted")
    headers = (*_original(record), *_described(record, death))
    return Outgoing(topic, record.key, record.value, headers)


def truncated_dead_letter(topic: str, record: RawRecord, death: Death) -> Outgoing:
    """Build the dead letter of a record that the topic refuses as it is: without its value."""
    redacted = record.value is not None and is_secret(record)
    return _without_value(topic, record, death, "x-dlq-redacted" if redacted else "x-dlq-truncated")


def bare_dead_letter(topic: str, record: RawRecord, death: Death) -> Outgoing:
    """Build the dead letter of a record of which nothing fits: what happened, and where it lies."""
    letter = truncated_dead_letter(topic, record, death)
    ours = tuple((name, value) for name, value in letter.headers if name.startswith((_OURS, _SPRING)))
    return Outgoing(topic, None, None, ours)


def is_secret(record: RawRecord) -> bool:
    """Tell whether the value holds an authorization code, or may hold one."""
    value = record.value or b""
    command_type = _type_of(value)
    if command_type in SECRET_TYPES:
        return True
    if record.topic.rpartition(".")[2] in SECRET_GROUPS:
        return command_type not in COMMANDS
    return command_type is None and any(name.encode() in value for name in SECRET_TYPES)


def _type_of(value: bytes) -> str | None:
    try:
        body = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    named = body.get("type") if isinstance(body, dict) else None
    return named if isinstance(named, str) else None


def _without_value(topic: str, record: RawRecord, death: Death, why: str) -> Outgoing:
    value = record.value or b""
    fingerprint = f"sha256={hashlib.sha256(value).hexdigest()};length={len(value)}"
    headers = (*_original(record), *_described(record, death), (why, fingerprint.encode()))
    return Outgoing(topic, record.key, None, headers)


def _original(record: RawRecord) -> Iterator[tuple[str, bytes]]:
    """Return the record's own headers, without those of an earlier death."""
    return ((name, value) for name, value in record.headers if not name.startswith((_OURS, _SPRING)))


def _described(record: RawRecord, death: Death) -> Iterator[tuple[str, bytes]]:
    yield from ((_OURS + name, text.encode()) for name, text in _our_words(record, death))
    yield (REPLAY_COUNT, _replays_of(record))
    yield from ((_SPRING + name, value) for name, value in _springs_words(record, death))


def _replays_of(record: RawRecord) -> bytes:
    """Return how often it was replayed; what is no such number comes from somebody else."""
    count = dict(record.headers).get(REPLAY_COUNT, b"")
    return count if count.isdigit() and len(count) <= _MOST_DIGITS else b"0"


def _our_words(record: RawRecord, death: Death) -> Iterator[tuple[str, str]]:
    yield "original-topic", record.topic
    yield "original-partition", str(record.partition)
    yield "original-offset", str(record.offset)
    yield "original-timestamp", utc_text(record.timestamp)
    yield "reason", death.reason
    yield "detail", death.detail
    yield "attempts", str(death.attempts)
    yield "failed-at", utc_text(death.failed_at)
    yield "worker-version", death.worker_version


def _springs_words(record: RawRecord, death: Death) -> Iterator[tuple[str, bytes]]:
    yield "original-topic", record.topic.encode()
    yield "original-partition", struct.pack(">i", record.partition)
    yield "original-offset", struct.pack(">q", record.offset)
    yield "original-timestamp", struct.pack(">q", (record.timestamp - _EPOCH) // _MILLISECOND)
    yield "original-timestamp-type", record.timestamp_type.encode()
    yield "original-consumer-group", death.group_id.encode()
    yield "exception-fqcn", _class_name(death.error).encode()
    if cause := _cause_of(death.error):
        yield "exception-cause-fqcn", _class_name(cause).encode()
    yield "exception-message", f"{death.reason}: {death.detail}".encode()
    if death.error is not None:
        yield "exception-stacktrace", _frames(death.error)


def _class_name(error: BaseException | None) -> str:
    kind = type(error) if error is not None else Unanswerable
    return f"{kind.__module__}.{kind.__qualname__}"


def _cause_of(error: BaseException | None) -> BaseException | None:
    """Return what an error was raised from, or in the handling of."""
    if error is None:
        return None
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> bytes:
    """Return where it happened: lines of code, not the error's message, which may hold values."""
    return "".join(format_tb(error.__traceback__)).encode()[-_LONGEST_STACK:]
