"""What is known at the end of a scenario: what was asked, what was answered, and what really happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.faults.world.fleet import Death
from tests.faults.world.load import Sent
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
    at: float
    """When the insert arrived: wall time, in seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    command_id: str
    status: str
    code: str | None
    ce_id: bytes
    content: bytes
    """Value and headers of the event: what must be the same in every repeat. Echoes may differ."""
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
    by_hand: frozenset[str] = frozenset()
    """Events that people made in their own calendars, who may be in two places if they like."""
    withheld: frozenset[str] = frozenset()
    """Commands whose result was withheld for a while: their successors did not wait for them."""
    unfinished: int = 0
    """Rows of commands in the store that are not finished, though no defect ended them."""
    uncommitted: int = 0
    """Records of the command topics that are not committed."""
    unsettled: int = 0
    """Requests to Google of which nobody knows what became of them, so that an effect may be missing here."""
    fallen: int = 0
    """How often a replica ended that was not killed, or did not stop as it should."""
    deaths: Sequence[Death] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What the scenario itself saw."""


def effect_of(entry: LogEntry) -> Effect | None:
    """Return the effect of an insert, if a command of an agent asked for it."""
    command_id = marked(entry.body) if isinstance(entry.body, dict) else None
    if command_id is None:
        return None
    return Effect(command_id, str(entry.event_id), entry.sequence, entry.arrived.timestamp())


def marked(event: Json) -> str | None:
    """Return the command that made an event, by the mark it carries. None for a follow-up or no mark."""
    marks = event.get("extendedProperties", {}).get("private", {})
    return None if "vai_follow_up_type" in marks else marks.get("vai_command_id")


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
        content=(record.value or b"") + repr(of_the_event(record)).encode(),
        made_at=record.timestamp.timestamp(),
        partition=record.partition,
        offset=record.offset,
    )


def of_the_event(record: Record) -> list[tuple[str, bytes]]:
    """Return the headers that the contract promises again in a repeat."""
    return sorted(
        (name, value) for name, value in record.headers if name.startswith("ce_") or name == "content-type"
    )
