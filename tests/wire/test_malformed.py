"""Whatever is sent, each record has its one answer, and the good ones behind it go on.

All records go through a real broker and one worker, once; each row then looks at its own.
"""

import hashlib
import struct
from datetime import UTC, datetime
from importlib.metadata import version

import pytest

from tests.support.agent import Json, is_result, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from tests.wire.flood import ROWS, Findings, flooded
from tests.wire.malformed_records import Sent
from worker.engine.record import Record
from worker.messages.cloud_events import unstored_id
from worker.messages.commands.known import COMMANDS
from worker.messages.human_time import utc_text
from worker.sandbox.postgres import Postgres

pytestmark = pytest.mark.real

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
async def findings(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Findings:
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("malformed")) as stage:
        return await flooded(stage)


@pytest.mark.parametrize("sent", ROWS, ids=str)
def test_a_malformed_record_has_exactly_one_answer(findings: Findings, sent: Sent) -> None:
    outcome = findings.outcomes[sent.row.id]

    assert len(outcome.answers) == 1, outcome.answers
    is_dead = outcome.answers[0].topic == findings.stage.topics.dead_letters
    assert is_dead == (sent.row.dead is not None)
    assert outcome.answers[0].key == key_of_answer(outcome.source, sent)


def key_of_answer(source: Record, sent: Sent) -> bytes | None:
    """Return the source's key; aiokafka sends nothing that has neither key nor value."""
    return source.key or b"" if sent.redacted else source.key


@pytest.mark.parametrize("sent", [sent for sent in ROWS if not sent.row.dead], ids=str)
def test_a_record_with_a_command_id_is_told_what_is_wrong(findings: Findings, sent: Sent) -> None:
    source, answer = only_answer(findings, sent)
    result, headers = value_of(answer), dict(answer.headers)

    assert is_result(answer)
    assert (result["status"], result["error"]["code"]) == ("rejected", sent.row.code)
    assert tuple(field["path"] for field in result["error"]["fields"]) == sent.row.paths
    if sent.row.choices is not None:
        assert tuple(result["error"]["fields"][0]["choices"]) == sent.row.choices
    body = value_of(source)
    assert result["command_id"] == body["command_id"]
    assert headers["ce_id"] == str(unstored_id(source.topic, source.partition, source.offset)).encode()
    assert headers["ce_type"] == f"vai.calendar.result.{type_of(body)}".encode()
    assert headers["correlation-id"] == dict(source.headers)["correlation-id"]
    assert headers.keys().isdisjoint({"kafka_correlationId", "traceparent", "tracestate"}), "too long"


@pytest.mark.parametrize("sent", [sent for sent in ROWS if sent.row.dead], ids=str)
def test_a_record_that_nobody_can_be_told_of_is_kept_as_it_was(findings: Findings, sent: Sent) -> None:
    source, letter = only_answer(findings, sent)
    headers = dict(letter.headers)

    assert letter.headers[: len(source.headers)] == source.headers
    if sent.redacted:
        value = source.value or b""
        assert letter.value is None
        fingerprint = f"sha256={hashlib.sha256(value).hexdigest()};length={len(value)}"
        assert headers["x-dlq-redacted"] == fingerprint.encode()
    else:
        assert letter.value == source.value
        assert "x-dlq-redacted" not in headers
    assert "x-dlq-truncated" not in headers


@pytest.mark.parametrize("sent", [sent for sent in ROWS if sent.row.dead], ids=str)
def test_a_dead_letter_says_why_and_where_from_in_both_dialects(findings: Findings, sent: Sent) -> None:
    source, letter = only_answer(findings, sent)
    headers = dict(letter.headers)

    assert {name: headers[f"x-dlq-{name}"].decode() for name in ours(source)} == {
        **ours(source),
        "reason": sent.row.dead,
    }
    assert headers["x-dlq-detail"].decode().isascii()
    assert datetime.fromisoformat(headers["x-dlq-failed-at"].decode()) >= source.timestamp
    assert {name: headers[f"kafka_dlt-{name}"] for name in springs(source)} == springs(source)
    assert headers["kafka_dlt-original-consumer-group"] == findings.stage.group_id.encode()
    assert headers["kafka_dlt-exception-fqcn"] == b"worker.errors.Unanswerable"
    message = headers["kafka_dlt-exception-message"]
    assert message == headers["x-dlq-reason"] + b": " + headers["x-dlq-detail"]


def ours(source: Record) -> dict[str, str | None]:
    return {
        "original-topic": source.topic,
        "original-partition": str(source.partition),
        "original-offset": str(source.offset),
        "original-timestamp": utc_text(source.timestamp),
        "attempts": "1",
        "worker-version": version("vai-calendar-worker"),
        "replay-count": "0",
        "reason": None,
    }


def springs(source: Record) -> dict[str, bytes]:
    """Numbers as Spring writes them: int32 and int64, big-endian, the time in milliseconds."""
    milliseconds = round((source.timestamp - EPOCH).total_seconds() * 1000)
    return {
        "original-topic": source.topic.encode(),
        "original-partition": struct.pack(">i", source.partition),
        "original-offset": struct.pack(">q", source.offset),
        "original-timestamp": struct.pack(">q", milliseconds),
        "original-timestamp-type": source.timestamp_type.encode(),
    }


def only_answer(findings: Findings, sent: Sent) -> tuple[Record, Record]:
    outcome = findings.outcomes[sent.row.id]
    (answer,) = outcome.answers
    return outcome.source, answer


def type_of(body: Json) -> str:
    named = body.get("type")
    return named if isinstance(named, str) and named in COMMANDS else "unknown"


def test_good_commands_follow_on_every_partition(findings: Findings) -> None:
    statuses = {place: answer["status"] for place, answer in findings.good.items()}

    assert len(statuses) == 2 * findings.stage.partitions
    assert set(statuses.values()) == {"succeeded"}


def test_nothing_is_left_uncommitted(findings: Findings) -> None:
    assert findings.committed == findings.ends
    assert min(findings.ends.values()) > 0, "every partition had something"


def test_the_rows_reach_every_partition_of_every_command_topic(findings: Findings) -> None:
    places = {outcome.source.topic_partition for outcome in findings.outcomes.values()}

    assert places == set(findings.ends)
    assert len(ROWS) >= 60
