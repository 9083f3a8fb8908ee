"""What is known at the end of a scenario: what was asked, what was answered, and what really happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.faults.fleet import Death
from tests.faults.load import Sent
from worker.engine.record import Record
from worker.sandbox.local_google.wire.request_log import LogEntry

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """An event that came to be in the local Google."""

    command_id: str
    event_id: str
    sequence: int
    """Its place in the local Google's log."""


@dataclass(frozen=True, slots=True)
class Answer:
    command_id: str
    status: str
    code: str | None
    ce_id: bytes
    content: bytes
    """Value and headers: what must be the same in every repeat."""
    made_at: float
    """Wall time of whoever published it, in seconds."""
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Evidence:
    sent: Sequence[Sent]
    answers: Sequence[Answer]
    dead: frozenset[str]
    """Commands that went to the dead letters."""
    effects: Sequence[Effect]
    events: Mapping[str, Sequence[Json]]
    """What each calendar holds at the end."""
    runs: Mapping[str, int]
    """How often a command was begun, by its row in the store."""
    unfinished: int = 0
    """Rows of commands in the store that are not finished."""
    uncommitted: int = 0
    """Records of the command topics that are not committed."""
    deaths: Sequence[Death] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What the scenario itself saw."""


def effect_of(entry: LogEntry) -> Effect | None:
    """Return the effect of an insert, if a command of an agent asked for it."""
    body = entry.body if isinstance(entry.body, dict) else {}
    marks = body.get("extendedProperties", {}).get("private", {})
    if "vai_command_id" not in marks or "vai_follow_up_type" in marks:
        return None
    return Effect(marks["vai_command_id"], str(entry.event_id), entry.sequence)


def answer_of(record: Record) -> Answer | None:
    """Read a result. None if it is none."""
    headers = dict(record.headers)
    if not headers.get("ce_type", b"").startswith(b"vai.calendar.result."):
        return None
    body = orjson.loads(record.value or b"{}")
    return Answer(
        command_id=str(body.get("command_id")),
        status=body["status"],
        code=(body.get("error") or {}).get("code"),
        ce_id=headers.get("ce_id", b""),
        content=(record.value or b"") + repr(sorted(record.headers)).encode(),
        made_at=record.timestamp.timestamp(),
        partition=record.partition,
        offset=record.offset,
    )
