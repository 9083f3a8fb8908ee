import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.wire.malformed import good
from worker.messages.dead_letter import Death, bare_dead_letter, dead_letter, is_secret, truncated_dead_letter
from worker.ports.commands import Headers

TOPIC = "vai.calendar.dead-letters"
AT = datetime(2026, 3, 27, 8, 0, 0, 250_000, tzinfo=UTC)
CODE = "4/secret-code"


@dataclass(frozen=True)
class Item:
    """A record as the engine has it."""

    value: bytes | None = b"rubbish"
    topic: str = "vai.calendar.commands.schedule"
    headers: Headers = ()
    partition: int = 3
    offset: int = 2**40
    timestamp: datetime = AT
    timestamp_type: str = "LogAppendTime"
    key: bytes | None = b"maria"


def death(error: BaseException | None = None) -> Death:
    return Death("not_json", "no JSON at character 0", 1, AT + timedelta(seconds=1), "0.1.0", "worker", error)


def raised() -> ValueError:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int(CODE)
    return caught.value


def connect(**changes: object) -> bytes:
    return orjson.dumps({"type": "connect_account", "user_id": "u", "code": CODE, **changes})


def test_a_dead_letter_is_the_record_and_what_happened_to_it() -> None:
    letter = dead_letter(TOPIC, Item(headers=(("correlation-id", b"\xff"),)), death())
    headers = dict(letter.headers)

    assert (letter.topic, letter.key, letter.value) == (TOPIC, b"maria", b"rubbish")
    assert headers == {
        "correlation-id": b"\xff",
        "x-dlq-original-topic": b"vai.calendar.commands.schedule",
        "x-dlq-original-partition": b"3",
        "x-dlq-original-offset": b"1099511627776",
        "x-dlq-original-timestamp": b"2026-03-27T08:00:00.250Z",
        "x-dlq-reason": b"not_json",
        "x-dlq-detail": b"no JSON at character 0",
        "x-dlq-attempts": b"1",
        "x-dlq-failed-at": b"2026-03-27T08:00:01.250Z",
        "x-dlq-worker-version": b"0.1.0",
        "x-dlq-replay-count": b"0",
        "kafka_dlt-original-topic": b"vai.calendar.commands.schedule",
        "kafka_dlt-original-partition": struct.pack(">i", 3),
        "kafka_dlt-original-offset": struct.pack(">q", 2**40),
        "kafka_dlt-original-timestamp": struct.pack(">q", 1_774_598_400_250),
        "kafka_dlt-original-timestamp-type": b"LogAppendTime",
        "kafka_dlt-original-consumer-group": b"worker",
        "kafka_dlt-exception-fqcn": b"worker.errors.Unanswerable",
        "kafka_dlt-exception-message": b"not_json: no JSON at character 0",
    }


def test_a_defect_says_where_but_not_with_what() -> None:
    headers = dict(dead_letter(TOPIC, Item(), death(raised())).headers)

    assert headers["kafka_dlt-exception-fqcn"] == b"builtins.ValueError"
    assert b"test_dead_letter.py" in headers["kafka_dlt-exception-stacktrace"]
    assert CODE.encode() not in b"".join(headers.values())


def chained(how: str) -> BaseException:
    """Return an error that was raised after another, in one of Python's three ways."""
    first, second = KeyError(CODE), ValueError("second")
    second.__context__ = first
    if how != "during":
        second.__cause__ = first if how == "from" else None  # which hides the context, too
    return second


@pytest.mark.parametrize(
    ("how", "cause"), [("from", b"builtins.KeyError"), ("during", b"builtins.KeyError"), ("from None", None)]
)
def test_the_cause_of_an_error_is_named_where_there_is_one(how: str, cause: bytes | None) -> None:
    headers = dict(dead_letter(TOPIC, Item(), death(chained(how))).headers)

    assert headers["kafka_dlt-exception-fqcn"] == b"builtins.ValueError"
    assert headers.get("kafka_dlt-exception-cause-fqcn") == cause
    assert CODE.encode() not in b"".join(headers.values())


@pytest.mark.parametrize("count", [b"", b"many", b"-1", b"1" * 10, b"x" * 1_000_000], ids=len)
def test_a_count_of_replays_that_is_none_is_zero(count: bytes) -> None:
    letter = dead_letter(TOPIC, Item(headers=(("x-dlq-replay-count", count),)), death())

    assert dict(letter.headers)["x-dlq-replay-count"] == b"0"


def test_the_barest_dead_letter_has_nothing_of_the_record_but_its_place() -> None:
    whole = dict(truncated_dead_letter(TOPIC, Item(), death()).headers)

    letter = bare_dead_letter(TOPIC, Item(headers=(("x-agent", b"a"),)), death())

    assert (letter.key, letter.value) == (None, None)
    assert dict(letter.headers) == whole


def test_a_second_death_replaces_the_words_of_the_first() -> None:
    first = dead_letter(TOPIC, Item(), death(raised()))
    replayed = [(name, b"2" if name == "x-dlq-replay-count" else value) for name, value in first.headers]
    second = dead_letter(TOPIC, Item(headers=tuple(replayed)), death())

    names = [name for name, _ in second.headers]
    assert len(names) == len(set(names))
    assert dict(second.headers)["x-dlq-replay-count"] == b"2"
    assert "kafka_dlt-exception-stacktrace" not in names


def test_a_record_without_a_value_stays_without() -> None:
    letter = dead_letter(TOPIC, Item(value=None, topic="vai.calendar.commands.sync"), death())

    assert letter.value is None
    assert "x-dlq-redacted" not in dict(letter.headers)


def test_what_the_topic_refuses_is_known_by_its_fingerprint() -> None:
    letter = truncated_dead_letter(TOPIC, Item(value=b"x" * 10), death())

    digest = hashlib.sha256(b"x" * 10).hexdigest()
    assert letter.value is None
    assert dict(letter.headers)["x-dlq-truncated"] == f"sha256={digest};length=10".encode()


SYNC, SCHEDULE = "vai.calendar.commands.sync", "any.prefix.commands.schedule"


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        (SYNC, connect()),
        (SCHEDULE, connect()),
        (SYNC, connect()[:-1]),
        (SCHEDULE, connect()[:-1]),
        (SYNC, connect() + b" " * 262_144),
        (SYNC, connect(type="conect_account")),
        (SYNC, connect(type=None)),
        (SYNC, connect(type=["connect_account"])),
        (SYNC, b"[]"),
        (SYNC, b"\xff"),
    ],
    ids=[
        "on its topic",
        "on a wrong topic",
        "cut off",
        "cut off on a wrong topic",
        "oversized",
        "misspelt",
        "without type",
        "in a list",
        "another list",
        "no text",
    ],
)
def test_what_may_hold_an_authorization_code_is_left_out(topic: str, value: bytes) -> None:
    for build in (dead_letter, truncated_dead_letter):
        letter = build(TOPIC, Item(value, topic), death())

        fingerprint = f"sha256={hashlib.sha256(value).hexdigest()};length={len(value)}"
        assert letter.value is None
        assert dict(letter.headers)["x-dlq-redacted"] == fingerprint.encode()
        assert CODE.encode() not in b"".join(header for _, header in letter.headers)


@pytest.mark.parametrize(
    "value", [b"", b"[]", b"\xff", orjson.dumps(good()), b'{"title": "connect_account", "type": "x"}']
)
def test_everything_else_is_kept(value: bytes) -> None:
    assert not is_secret(Item(value, SCHEDULE))
    assert dead_letter(TOPIC, Item(value, SCHEDULE), death()).value == value
