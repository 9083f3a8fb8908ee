from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from tests.faults.verdict.evidence import Effect, answer_of, effect_of
from tests.faults.verdict.gathering import uncommitted
from worker.engine.record import Record
from worker.ports.commands import Headers
from worker.sandbox.local_google.wire.request_log import LogEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADERS: Headers = (("ce_type", b"vai.calendar.result.schedule_meeting"), ("ce_id", b"one"))
BODY = {"command_id": "c-1", "status": "failed", "error": {"code": "internal"}}


def entry(**fields: Any) -> LogEntry:
    plain = {"sequence": 7, "arrived": NOW, "arrived_monotonic": 1.0, "method": "POST", "path": "/events"}
    return LogEntry.model_validate({**plain, "query": {}, "event_id": "e-1", **fields})


def marked(**marks: str) -> dict[str, Any]:
    return {"extendedProperties": {"private": marks}}


def record(headers: Headers = HEADERS, body: object = BODY) -> Record:
    return Record("results", 2, 5, NOW, b"key", orjson.dumps(body), headers)


def content(*more: tuple[str, bytes], body: object = BODY) -> bytes:
    answer = answer_of(record((*HEADERS, *more), body))
    assert answer
    return answer.content


def test_an_insert_with_the_mark_of_a_command_is_its_effect() -> None:
    assert effect_of(entry(body=marked(vai_command_id="c-1"))) == Effect("c-1", "e-1", 7, NOW.timestamp())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="no object"),
        pytest.param({"summary": "lunch"}, id="somebody's lunch"),
        pytest.param(marked(vai_command_id="c-1", vai_follow_up_type="recap"), id="a follow-up"),
    ],
)
def test_what_is_no_meeting_of_a_command_is_no_effect_of_one(body: object) -> None:
    assert effect_of(entry(body=body)) is None


def test_reads_a_result() -> None:
    answer = answer_of(record())

    assert answer
    assert (answer.command_id, answer.status, answer.code) == ("c-1", "failed", "internal")
    assert (answer.partition, answer.offset, answer.made_at) == (2, 5, NOW.timestamp())


def test_a_result_without_an_error_has_no_code() -> None:
    answer = answer_of(record(body={"command_id": "c-1", "status": "succeeded", "error": None}))

    assert answer
    assert answer.code is None


def test_what_is_no_result_is_no_answer() -> None:
    assert answer_of(record((("ce_type", b"vai.calendar.event.created"),))) is None
    assert answer_of(record(())) is None


def test_a_repeat_may_echo_other_headers_but_says_the_same_about_itself() -> None:
    assert content(("correlation_id", b"1")) == content(("correlation_id", b"2"))
    assert content(("ce_time", b"noon")) != content(("ce_time", b"midnight"))
    assert content() != content(body={**BODY, "status": "succeeded"})


def test_the_order_of_headers_says_nothing() -> None:
    assert content(("ce_a", b"1"), ("ce_b", b"2")) == content(("ce_b", b"2"), ("ce_a", b"1"))


def test_what_is_not_committed_in_one_partition_is_not_made_up_for_by_another() -> None:
    ends = {("t", 0): 5, ("t", 1): 5, ("t", 2): 3}

    assert uncommitted(ends, ends) == 0
    assert uncommitted({("t", 0): 3, ("t", 1): 7}, ends) == 2 + 2 + 3
