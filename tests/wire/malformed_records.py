"""Malformed records beyond `tests.wire.malformed`: what JSON, headers and Kafka allow a sender to do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tests.wire.malformed import Malformed, good, good_cancel, malformed
from worker.messages.problems import MOST_PROBLEMS

LARGEST_IN_KAFKA = 1_048_515
"""Bytes of the longest value that a topic with Kafka's default limit takes, without key and headers."""
MEGABYTE = b"x" * 1_047_900
"""As much as a record takes beside a small body."""
NUL = "a\x00b"


@dataclass(frozen=True, slots=True)
class Sent:
    """A row, and where and how it is sent."""

    row: Malformed
    redacted: bool = False
    """Whether its dead letter must not hold the value."""
    bare: bool = False
    """Whether it is sent without key and headers, because nothing more fits."""

    def __str__(self) -> str:
        return self.row.id


def everything() -> list[Sent]:
    rows = [*malformed(), *map(_of_field, _nul()), *_numbers(), *_limits(), *_twice(), *_deep(), *_poison()]
    return [*map(Sent, rows), *_redacted(), *_largest()]


def _of_field(given: tuple[str, dict[str, Any], str]) -> Malformed:
    path, body, group = given
    return Malformed(f"NUL in {path}", orjson.dumps(body), group, code="invalid_command", paths=(path,))


def _nul() -> Iterator[tuple[str, dict[str, Any], str]]:
    """PostgreSQL keeps no text with NUL, so none may come that far."""
    for name in ("title", "description", "location", "conversation_id", "agent_type", "calendar_id"):
        yield name, good(**{name: NUL}), "schedule"
    guest = {"email": "ana@example.com", "name": NUL}
    yield "participants[0].name", good(participants=[guest]), "schedule"
    yield "event_id", good_cancel(event_id=NUL), "update"
    yield "reason", good_cancel(reason=NUL), "update"
    yield NUL, good(**{NUL: 1}), "schedule"


def _numbers() -> Iterator[Malformed]:
    huge = 10**30
    for name, body, path in (
        ("an integer of 31 digits", good(duration_minutes=huge), "duration_minutes"),
        ("a negative integer of 31 digits", good(duration_minutes=-huge), "duration_minutes"),
        ("an unknown field of 31 digits", good(colour=huge), "colour"),
        ("a type of 31 digits", good(type=huge), "type"),
    ):
        yield Malformed(name, json.dumps(body).encode(), code="invalid_command", paths=(path,))
    yield Malformed(
        "a command_id of 31 digits", json.dumps(good(command_id=huge)).encode(), dead="no_command_id"
    )
    digits = b'{"duration": ' + b"9" * 4000 + b"," + orjson.dumps(good())[1:]
    yield Malformed("an integer of 4000 digits", digits, dead="not_json")


def _limits() -> Iterator[Malformed]:
    """A character is a character, however many bytes it takes."""
    for name, letter in (("letters", "x"), ("letters of two bytes", "ș"), ("emoji", "😀")):
        long = good(command_id=letter * 128, title=1)
        yield Malformed(
            f"a bad title under 128 {name}", orjson.dumps(long), code="invalid_command", paths=("title",)
        )
        longer = orjson.dumps(good(command_id=letter * 129))
        yield Malformed(f"a command_id of 129 {name}", longer, dead="no_command_id")
    surrogate = json.dumps(good(title="\ud800")).encode()
    yield Malformed("a lone surrogate in the title", surrogate, dead="not_json")


def _twice() -> Iterator[Malformed]:
    """The last of two fields of one name counts, as in nearly every reader of JSON."""
    title = b'{"title": "right",' + orjson.dumps(good(title=1))[1:]
    yield Malformed("a title twice, last a wrong one", title, code="invalid_command", paths=("title",))
    command_id = orjson.dumps(good())[:-1] + b', "command_id": 7}'
    yield Malformed("a command_id twice, last a wrong one", command_id, dead="no_command_id")


def _deep() -> Iterator[Malformed]:
    for depth in (254, 255, 1000):
        lists = b'{"colour":' + b"[" * depth + b"]" * depth + b"," + orjson.dumps(good())[1:]
        yield Malformed(f"{depth} brackets", lists, code="invalid_command", paths=("colour",))
        objects = b'{"location":' + b'{"a":' * depth + b"1" + b"}" * depth + b"," + orjson.dumps(good())[1:]
        yield Malformed(f"{depth} braces", objects, code="invalid_command", paths=("location",))


def _poison() -> Iterator[Malformed]:
    """What an answer would repeat must leave room for the answer."""
    body, wrong = orjson.dumps(good()), orjson.dumps(good(colour=1))
    actions = [{"due": 1, "dueDate": 1}] * 11_500
    clashes = tuple(f"follow_up_actions[{at}].due" for at in range(MOST_PROBLEMS))
    yield Malformed(
        "11,500 fields given twice",
        orjson.dumps(good(follow_up_actions=actions)),
        code="invalid_command",
        paths=(*clashes, ""),
    )
    for name, header in (
        ("a correlation id of a megabyte", ("kafka_correlationId", MEGABYTE)),
        ("a trace of a megabyte", ("traceparent", MEGABYTE)),
        ("a state of a megabyte", ("tracestate", MEGABYTE)),
        ("a partition of a megabyte", ("kafka_replyPartition", MEGABYTE)),
    ):
        yield Malformed(name, wrong, headers=(header,), code="invalid_command", paths=("colour",))
    topic = ("reply-to", b"x" * 400_000)
    yield Malformed(
        "a reply topic of 400,000 letters", body, headers=(topic,), code="reply_topic_not_allowed"
    )
    for name in ("@object", "@text"):
        value = orjson.dumps(good(**{name: 1}))
        yield Malformed(f"an unknown {name}", value, code="invalid_command", paths=(name,))
    alias = orjson.dumps(good_cancel(preferredTime="2026-03-30T10:00:00Z"))
    yield Malformed(
        "an alias of a field that the command lacks",
        alias,
        "update",
        code="invalid_command",
        paths=("preferredTime",),
    )


def _redacted() -> Iterator[Sent]:
    """On the topic of authorization codes, what cannot be read may be one."""
    code = orjson.dumps({"type": "connect_account", "code": "4/0AbCdEfGhIjKlMnOpQrStUv"})
    for name, value, reason in (
        ("rubbish on the sync topic", b"\xff\xfe", "not_json"),
        ("a code without a command_id", code, "no_command_id"),
        ("a code that is cut off", code[:-1], "not_json"),
        ("a code over 256 KiB", code[:-1] + b', "x": "' + b"x" * 262_144 + b'"}', "too_large"),
    ):
        yield Sent(Malformed(name, value, "sync", dead=reason), redacted=True)
        yield Sent(
            Malformed(f"{name}, elsewhere", value, dead=reason),
            redacted=name != "rubbish on the sync topic",
        )


def _largest() -> Iterator[Sent]:
    """With the headers of a dead letter it is over the default limit: the dead letters' own is higher."""
    row = Malformed("the largest value that Kafka takes", b"x" * LARGEST_IN_KAFKA, dead="too_large")
    yield Sent(row, bare=True)
