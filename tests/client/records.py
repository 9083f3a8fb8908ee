"""Records as a worker publishes them, for clients that have no broker."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from worker.engine.record import Record
from worker.ports.commands import StoredAnswer

NOW = datetime(2030, 1, 7, tzinfo=UTC)


def record(value: bytes | None, headers: Iterable[tuple[str, bytes]] = (), offset: int = 0) -> Record:
    return Record("results", 0, offset, NOW, None, value, tuple(headers))


def of(answer: StoredAnswer) -> Record:
    return record(answer.value, answer.headers)


def result(command_id: str, correlation: bytes, **fields: Any) -> Record:
    body = {"command_id": command_id, "status": "succeeded", **fields}
    return record(orjson.dumps(body), [("correlation-id", correlation)])


def event(event_id: str, title: str) -> dict[str, Any]:
    """Return the least that a reader needs of an event."""
    common = {"id": event_id, "calendar_id": "cal", "status": "confirmed", "title": title}
    return {**common, "meet_status": "none", "description": "", "all_day": False}


def change(kind: str, sequence: int, event_id: str, title: str | None, user: str = "ana") -> Record:
    """Return what tells of an event; no title, no event any more."""
    body = {
        "user_id": user,
        "calendar_id": "cal",
        "event_id": event_id,
        "origin": "external",
        "after": None if title is None else event(event_id, title),
        "sequence": sequence,
        "as_of": NOW.isoformat(),
    }
    return record(orjson.dumps(body), [("ce_type", f"vai.calendar.event.{kind}".encode())])


def completed(sequence: int, user: str = "ana") -> Record:
    body = {"user_id": user, "calendar_id": "cal", "sequence": sequence, "as_of": NOW.isoformat()}
    return record(orjson.dumps(body), [("ce_type", b"vai.calendar.snapshot.completed")])


def delayed(user_id: str, command_id: str) -> Record:
    body = {"user_id": user_id, "command_id": command_id, "reason": "lost", "as_of": NOW.isoformat()}
    return record(orjson.dumps(body), [("ce_type", b"vai.calendar.command.delayed")])
