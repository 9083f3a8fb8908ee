"""Records that are wrong in one way each, and what has to come of them.

The same table is used on the parser alone and on a whole worker with a real broker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tests.wire.malformed_fields import (
    ABSENT,
    GUEST,
    Json,
    envelope_fields,
    extras,
    people,
    search_fields,
    spans,
    times,
)


@dataclass(frozen=True, slots=True)
class Malformed:
    id: str
    value: bytes | None
    group: str = "schedule"
    """The command topic it is sent to."""
    headers: tuple[tuple[str, bytes], ...] = ()
    dead: str | None = None
    """The reason in the dead letters; None where there is a result."""
    code: str | None = None
    """The error's code in the result; always `rejected`."""
    paths: tuple[str, ...] = ()
    """The paths of `fields`, exactly and in order."""
    choices: tuple[str, ...] | None = None
    """The choices of the first field, where they are part of the contract."""

    def __str__(self) -> str:
        return self.id


def good(**changes: Any) -> Json:
    """Return a `schedule_meeting` that is right but for the changes."""
    body = {
        "type": "schedule_meeting",
        "command_id": "c-1",
        "user_id": "maria@example.com",
        "title": "Demo",
        "participants": [GUEST],
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ABSENT}


def good_cancel(**changes: Any) -> Json:
    body = {
        "type": "cancel_meeting",
        "command_id": "c-1",
        "user_id": "maria@example.com",
        "event_id": "abc123",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ABSENT}


def malformed() -> list[Malformed]:
    return [*_dead(), *_headers_and_topics(), *map(_invalid, _invalid_schedules()), *_other_commands()]


def _dead() -> Iterator[Malformed]:
    for name, value, reason in (
        ("no value", None, "not_json"),
        ("an empty value", b"", "not_json"),
        ("blanks only", b"  \n", "not_json"),
        ("plain text", b"book a meeting", "not_json"),
        ("half an object", orjson.dumps(good())[:-1], "not_json"),
        ("two objects", b"{}{}", "not_json"),
        ("single quotes", b"{'command_id': 'c-1'}", "not_json"),
        ("a trailing comma", b'{"command_id": "c-1",}', "not_json"),
        ("invalid UTF-8", b'{"command_id": "\xff\xfe"}', "not_json"),
        ("UTF-16", orjson.dumps(good()).decode().encode("utf-16"), "not_json"),
        ("a byte order mark", b"\xef\xbb\xbf" + orjson.dumps(good()), "not_json"),
        ("not a number", b'{"command_id": "c-1", "limit": NaN}', "not_json"),
        ("a number too large for a double", b'{"command_id": "c-1", "limit": 1e999}', "not_json"),
        ("a lone surrogate", b'{"command_id": "\\ud800"}', "not_json"),
        ("two thousand brackets", b"[" * 2000 + b"]" * 2000, "not_json"),
        ("a bare NUL", b'{"command_id": "a\x00b"}', "not_json"),
        ("JSON null", b"null", "not_an_object"),
        ("a list", b"[{}]", "not_an_object"),
        ("a string", b'"schedule_meeting"', "not_an_object"),
        ("a number", b"42", "not_an_object"),
        ("no command_id", orjson.dumps(good(command_id=ABSENT)), "no_command_id"),
        ("command_id null", orjson.dumps(good(command_id=None)), "no_command_id"),
        ("command_id a number", orjson.dumps(good(command_id=7)), "no_command_id"),
        ("command_id empty", orjson.dumps(good(command_id="")), "no_command_id"),
        ("command_id of 129 characters", orjson.dumps(good(command_id="x" * 129)), "no_command_id"),
        ("commandId is no alias", orjson.dumps(good(command_id=ABSENT, commandId="c-1")), "no_command_id"),
        ("a value over 256 KiB", orjson.dumps(good(description="x" * 262_144)), "too_large"),
        ("rubbish over 256 KiB", b"x" * 262_145, "too_large"),
    ):
        yield Malformed(name, value, dead=reason)


def _headers_and_topics() -> Iterator[Malformed]:
    body, cancel = orjson.dumps(good()), orjson.dumps(good_cancel())
    yield Malformed("schedule_meeting on the update topic", body, "update", code="wrong_topic")
    yield Malformed("schedule_meeting on the sync topic", body, "sync", code="wrong_topic")
    yield Malformed("cancel_meeting on the schedule topic", cancel, code="wrong_topic")
    for name, header in (
        ("a reply topic that is not allowed", ("reply-to", b"somebody.elses.topic")),
        ("Spring's reply topic that is not allowed", ("kafka_replyTopic", b"somebody.elses.topic")),
        ("a reply topic that is no text", ("reply-to", b"\xff\xfe")),
    ):
        yield Malformed(name, body, headers=(header,), code="reply_topic_not_allowed")


Row = tuple[str, Json, tuple[str, ...], tuple[str, ...] | None]


def _invalid(row: Row) -> Malformed:
    name, body, paths, choices = row
    return Malformed(name, orjson.dumps(body), code="invalid_command", paths=paths, choices=choices)


def _invalid_schedules() -> Iterator[Row]:
    for name, changes, *paths in (*envelope_fields(), *people(), *spans(), *search_fields(), *extras()):
        yield name, good(**changes), tuple(paths), None
    for name, time, choices in times():
        yield name, good(preferred_time=time), ("preferred_time",), choices


def _other_commands() -> Iterator[Malformed]:
    check = good(type="check_availability", title=ABSENT)
    for name, body, group, path in (
        ("limit of nothing", {**check, "limit": 0}, "schedule", "limit"),
        ("limit of 101", {**check, "limit": 101}, "schedule", "limit"),
        ("title of a question", {**check, "title": "Demo"}, "schedule", "title"),
        ("a hold of a question", {**check, "hold_id": "h-1"}, "schedule", "hold_id"),
        ("cancel without event_id", good_cancel(event_id=ABSENT), "update", "event_id"),
        ("cancel with an empty event_id", good_cancel(event_id=""), "update", "event_id"),
        ("cancel with an event_id beyond ASCII", good_cancel(event_id="întâlnire"), "update", "event_id"),
        ("cancel with event_id a number", good_cancel(event_id=1), "update", "event_id"),
        ("cancel with participants", good_cancel(participants=[]), "update", "participants"),
        ("cancel under both names", good_cancel(eventId="abc123"), "update", "event_id"),
        ("cancel with a naive deadline", good_cancel(deadline="2026-03-30T10:00"), "update", "deadline"),
        ("cancel for a long reason", good_cancel(reason="x" * 1025), "update", "reason"),
    ):
        yield Malformed(name, orjson.dumps(body), group, code="invalid_command", paths=(path,))
    unknown = {"command_id": "c-1", "user_id": "u", "local": "2026-03-30T10:00"}
    yield Malformed("an object of nothing", orjson.dumps(unknown), code="invalid_command", paths=("type",))
    zone = {"local": "2026-03-30T10:00", "time_zone": "Europe/Bucuresti"}
    yield Malformed(
        "a local time in an unknown zone",
        orjson.dumps(good(preferred_time=zone)),
        code="invalid_command",
        paths=("preferred_time.time_zone",),
    )
