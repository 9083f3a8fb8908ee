from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
import pytest
from cloudevents.v1.kafka import KafkaMessage, from_binary

from tests.messages.examples import changes, command, results
from worker.codes import Code
from worker.errors import FieldProblem, Refused
from worker.messages.cloud_events import ce_id, encode_result, result_id, unstored_id
from worker.messages.envelope import open_envelope
from worker.messages.results.result import NoData, refusal, success
from worker.messages.texts import Texts

NOW = datetime(2026, 3, 27, 8, 0, 0, 5_000, tzinfo=UTC)


def test_an_id_is_made_as_the_contract_says() -> None:
    namespace = uuid5(NAMESPACE_URL, "urn:vai:calendar")

    assert result_id("ana@example.com", "c-1") == uuid5(namespace, '["ana@example.com","c-1"]')
    assert unstored_id("vai.calendar.commands.sync", 3, 42) == uuid5(
        namespace, '["vai.calendar.commands.sync",3,42]'
    )
    assert ce_id("ștefan", 'a"b') == uuid5(namespace, '["ștefan","a\\"b"]')


def test_an_id_stays_the_same_for_ever() -> None:
    """Consumers remember ids: another spelling of the same parts would break them."""
    assert str(result_id("maria@example.com", "7f1c0a52")) == "2e533ec8-1da5-567b-bdff-5a0626f1c1ef"


def test_a_result_carries_the_attributes_of_cloud_events(texts: Texts) -> None:
    result = success(command("cancel_meeting/smallest"), "Done.", NoData(), NOW)
    answer = encode_result(result, UUID(int=7))

    assert answer.headers == (
        ("ce_specversion", b"1.0"),
        ("ce_id", b"00000000-0000-0000-0000-000000000007"),
        ("ce_source", b"urn:vai:calendar"),
        ("ce_type", b"vai.calendar.result.cancel_meeting"),
        ("ce_subject", b"7f1c0a52-off"),
        ("ce_time", b"2026-03-27T08:00:00.005Z"),
        ("ce_dataschema", b"urn:vai:calendar:schema:result.cancel_meeting:1"),
        ("content-type", b"application/json"),
    )


def test_a_result_has_the_fields_of_the_contract_in_order(texts: Texts) -> None:
    problem = FieldProblem("title", "is missing")
    zone = FieldProblem("time_zone", "is not a known IANA time zone", ("Europe/Bucharest",))
    refused = Refused(Code.INVALID_COMMAND, "title is missing (and 1 more)", fields=[problem, zone])
    result = refusal(open_envelope(b'{"command_id": "c-1", "locale": "en"}'), refused, texts, NOW)

    body = orjson.loads(encode_result(result, UUID(int=7)).value)

    assert list(body) == [
        "type",
        "command_id",
        "user_id",
        "conversation_id",
        "status",
        "message",
        "data",
        "error",
        "completed_at",
    ]
    assert body == {
        "type": None,
        "command_id": "c-1",
        "user_id": None,
        "conversation_id": None,
        "status": "rejected",
        "message": "The request cannot be carried out as it is written.",
        "data": {},
        "error": {
            "code": "invalid_command",
            "detail": "title is missing (and 1 more)",
            "retryable": False,
            "fields": [
                {"path": "title", "problem": "is missing"},
                {
                    "path": "time_zone",
                    "problem": "is not a known IANA time zone",
                    "choices": ["Europe/Bucharest"],
                },
            ],
        },
        "completed_at": "2026-03-27T08:00:00.005Z",
    }


@pytest.mark.parametrize(
    ("code", "status", "retryable"),
    [
        (Code.SLOT_TAKEN, "rejected", False),
        (Code.GOOGLE_UNAVAILABLE, "failed", True),
        (Code.QUOTA_EXHAUSTED, "failed", False),
    ],
)
def test_the_code_decides_the_status(texts: Texts, code: Code, status: str, retryable: bool) -> None:
    result = refusal(command("cancel_meeting/smallest"), Refused(code, "x"), texts, NOW)

    assert result.status == status
    assert result.error is not None
    assert result.error.retryable is retryable


@pytest.mark.parametrize("given", ["book", "x", ""])
def test_the_type_of_an_unknown_command_is_repeated_but_names_no_schema(texts: Texts, given: str) -> None:
    envelope = open_envelope(orjson.dumps({"command_id": "c-1", "type": given}))
    result = refusal(envelope, Refused(Code.INVALID_COMMAND, "x"), texts, NOW)
    headers = dict(encode_result(result, UUID(int=7)).headers)

    assert result.type == (given or None)
    assert headers["ce_type"] == b"vai.calendar.result.unknown"
    assert headers["ce_dataschema"] == b"urn:vai:calendar:schema:result.unknown:1"


def test_the_same_is_the_same_byte_for_byte() -> None:
    first, second = Texts.load(), Texts.load()

    assert list(results(first)) == list(results(second))
    assert list(changes(first)) == list(changes(second))


def test_a_reader_of_cloud_events_understands_every_record(texts: Texts) -> None:
    for name, answer in [*results(texts), *changes(texts)]:
        event = from_binary(KafkaMessage(headers=dict(answer.headers), key=None, value=answer.value))

        assert event["specversion"] == "1.0", name
        assert event["type"].startswith("vai.calendar."), name
