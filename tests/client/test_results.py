"""Answers as an agent reads them."""

import orjson
import pytest

from tests.client import records
from tests.messages.examples import results
from worker.client import commands
from worker.client.answer import Failed, Rejected, Succeeded, Unsettled, Why
from worker.client.command import Command
from worker.client.errors import NotSucceeded, UnreadableRecord
from worker.client.results import answer
from worker.messages.outgoing import Outward
from worker.messages.results.known import DATA_OF
from worker.messages.results.result import NoData
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

EXAMPLES = {name: told for name, told in results(Texts.load()) if orjson.loads(told.value)["type"] in DATA_OF}
ASKED = commands.schedule_meeting(user_id="ana", title="Demo", participants=[], command_id="c-1")
TAKEN = {
    "type": "schedule_meeting",
    "command_id": "c-1",
    "user_id": "ana",
    "conversation_id": None,
    "status": "rejected",
    "message": "Ora nu este liberă.",
    "data": {"blocked_by": [{"email": "bob@vai.example", "reason": "busy"}]},
    "error": {"code": "slot_taken", "detail": "busy", "retryable": False, "fields": []},
    "completed_at": "2030-01-07T00:00:00Z",
}


def command_of(told: StoredAnswer) -> Command[Outward]:
    raw = orjson.loads(told.value)
    success: type[Outward] = DATA_OF[raw["type"]].success
    return Command(raw["type"], raw["command_id"], raw["user_id"], b"{}", success)


@pytest.mark.parametrize("told", EXAMPLES.values(), ids=EXAMPLES)
def test_reads_every_result_of_the_examples_back_as_it_was(told: StoredAnswer) -> None:
    raw = orjson.loads(told.value)

    read = answer(command_of(told), records.of(told))

    assert read.raw == raw
    assert read.message == raw["message"]
    assert read.id == dict(told.headers)["ce_id"].decode()
    assert isinstance(read, {"succeeded": Succeeded, "rejected": Rejected, "failed": Failed}[raw["status"]])
    assert read.data.model_dump(mode="json") == raw["data"]


def test_a_no_has_its_code_and_what_helps() -> None:
    read = answer(ASKED, records.record(orjson.dumps(TAKEN)))

    assert isinstance(read, Rejected)
    assert read.code == "slot_taken"
    assert isinstance(read.data, SlotTakenData)
    assert read.data.blocked_by[0].email == "bob@vai.example"


def test_a_header_that_is_no_text_spoils_no_answer() -> None:
    read = answer(ASKED, records.record(orjson.dumps(TAKEN), [("ce_id", b"\xff")]))

    assert isinstance(read, Rejected)
    assert read.id == "\N{REPLACEMENT CHARACTER}"


def test_a_failure_that_nobody_knew_of_yet_is_a_failure() -> None:
    error = {"code": "on_strike", "detail": "", "retryable": True, "fields": []}
    raw = TAKEN | {"status": "failed", "error": error, "data": {"until": "noon"}}

    read = answer(ASKED, records.record(orjson.dumps(raw)))

    assert isinstance(read, Failed)
    assert (read.code, read.retryable, read.data.__class__.__name__) == ("on_strike", True, NoData.__name__)
    assert read.raw["data"] == {"until": "noon"}


@pytest.mark.parametrize(
    "value", [None, b"", b"{", b"[]", b'{"status": "perhaps"}', orjson.dumps(TAKEN | {"status": "succeeded"})]
)
def test_what_is_no_result_is_shown_with_its_record(value: bytes | None) -> None:
    if value and b"succeeded" in value:
        value = value.replace(b'"error":{', b'"error":null,"was":{')
    with pytest.raises(UnreadableRecord) as unreadable:
        answer(ASKED, records.record(value))

    assert unreadable.value.record.value == value


def test_whoever_needs_a_success_gets_it_or_an_error_that_carries_the_answer() -> None:
    refused = answer(ASKED, records.record(orjson.dumps(TAKEN)))
    with pytest.raises(NotSucceeded, match="slot_taken: busy") as error:
        refused.or_raise()

    assert error.value.answer is refused


def test_what_is_not_settled_says_how_to_go_on() -> None:
    unsettled = Unsettled(ASKED, Why.SILENCE)

    assert "ask the same command again, under its id c-1" in str(unsettled)
    with pytest.raises(NotSucceeded, match="never done twice"):
        unsettled.or_raise()
