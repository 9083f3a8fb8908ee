from typing import Any

import orjson
import pytest

from tests.engine.records import NOW
from tests.engine.world import TEXTS, body, command
from tests.fakes.clock import FakeClock
from worker.codes import Code
from worker.engine.results import LARGEST, Results
from worker.errors import FieldProblem, Refused
from worker.handlers.answer import Answer
from worker.messages.envelope import Envelope, open_envelope
from worker.messages.outgoing import Outward
from worker.messages.sentences import TIME_HAS_PASSED

RESULTS = Results(TEXTS, FakeClock(NOW))


class Found(Outward):
    event: str
    alternatives: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def envelope(**fields: Any) -> Envelope:
    return open_envelope(orjson.dumps(body(**fields)))


def large() -> Answer:
    return Answer("Done.", Found(event="e", alternatives=("x" * LARGEST,), suggestions=("y",)))


def test_a_read_that_found_too_much_asks_for_less() -> None:
    answer = RESULTS.stored(envelope(), large())

    assert orjson.loads(answer.value)["error"]["code"] == "result_too_large"
    assert len(answer.value) < LARGEST


def test_a_write_does_without_alternatives_and_suggestions_instead() -> None:
    answer = RESULTS.stored(envelope(type="schedule_meeting"), large())

    result = orjson.loads(answer.value)
    assert result["status"] == "succeeded"
    assert result["data"] == {"event": "e", "alternatives": [], "suggestions": []}


def test_an_ordinary_result_keeps_everything() -> None:
    answer = RESULTS.stored(envelope(), Answer("Done.", Found(event="e", alternatives=("a",))))

    assert orjson.loads(answer.value)["data"]["alternatives"] == ["a"]


@pytest.mark.parametrize("end", [large(), Refused(Code.NO_SLOT, "nothing fits")])
def test_equal_ends_give_equal_bytes(end: Answer | Refused) -> None:
    assert RESULTS.stored(envelope(), end) == RESULTS.stored(envelope(), end)


def test_a_result_that_is_not_stored_belongs_to_its_record() -> None:
    refused = Refused(Code.INVALID_COMMAND, "no")

    ids = [dict(RESULTS.unstored(envelope(), refused, command(offset)).headers)["ce_id"] for offset in (1, 2)]

    assert ids[0] != ids[1]
    assert dict(RESULTS.stored(envelope(), refused).headers)["ce_id"] not in ids


class Explained(Outward):
    blocked_by: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


LONG = "x" * LARGEST


@pytest.mark.parametrize("command_type", ["check_availability", "schedule_meeting"])
@pytest.mark.parametrize(
    ("fields", "data", "left"),
    [
        ([FieldProblem(LONG, "is wrong")], None, {}),
        ([], Explained(blocked_by=("a",), alternatives=(LONG,)), {"blocked_by": ["a"], "alternatives": []}),
        ([], Explained(blocked_by=(LONG,)), {}),
    ],
    ids=["fields", "alternatives", "data"],
)
def test_a_refusal_that_is_too_large_keeps_its_code(
    command_type: str, fields: list[FieldProblem], data: Outward | None, left: dict[str, Any]
) -> None:
    refused = Refused(Code.SLOT_TAKEN, "no", fields=fields, data=data)

    answer = RESULTS.stored(envelope(type=command_type), refused)

    result = orjson.loads(answer.value)
    assert (result["error"]["code"], result["error"]["fields"], result["data"]) == ("slot_taken", [], left)
    assert len(answer.value) < LARGEST


@pytest.mark.parametrize(
    ("locale", "message"),
    [("en", "The time asked for has passed."), ("ro", "Ora cerută a trecut deja.")],
)
def test_a_refusal_may_say_more_than_its_code(locale: str, message: str) -> None:
    refused = Refused(Code.SLOT_TAKEN, "not free", sentence=TIME_HAS_PASSED)

    result = orjson.loads(RESULTS.stored(envelope(locale=locale), refused).value)

    assert (result["error"]["code"], result["message"]) == ("slot_taken", message)
