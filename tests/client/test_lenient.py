"""Readers are never stricter than they must be: the worker may be of another version."""

from typing import Any

import pytest

from worker.client.lenient import lenient
from worker.messages.changes.known import CHANGES
from worker.messages.changes.snapshot import SnapshotCompleted
from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData
from worker.messages.results.explanation import RelaxationData
from worker.messages.results.known import DATA_OF
from worker.messages.results.result import ErrorData
from worker.messages.results.scheduled import ScheduledData

EVENT: dict[str, Any] = {"id": "e", "calendar_id": "ana@vai.example", "status": "confirmed", "title": "Demo"}
EVENT |= {"meet_status": "ready"}


def all_models() -> list[type[Outward]]:
    shapes = [model for each in DATA_OF.values() for model in (each.success, *each.refused.values())]
    return list(dict.fromkeys([*shapes, *CHANGES.values()]))


@pytest.mark.parametrize("model", all_models())
def test_there_is_a_lenient_reader_of_everything(model: type[Outward]) -> None:
    assert issubclass(lenient(model), model)


def test_what_may_be_null_or_empty_may_be_missing() -> None:
    read = lenient(EventData).model_validate(EVENT)

    assert (read.start, read.meet_url, read.attendees) == (None, None, ())


def test_a_word_that_is_not_known_stays_text_and_a_known_one_is_itself() -> None:
    read = lenient(EventData).model_validate(EVENT | {"status": "postponed"})

    assert read.status == "postponed"
    assert read.meet_status is lenient(EventData).model_validate(EVENT).meet_status


def test_fields_that_are_not_known_are_passed_over() -> None:
    assert lenient(EventData).model_validate(EVENT | {"weather": "fair"}).id == "e"


def test_a_code_that_is_not_known_stays_text() -> None:
    raw = {"code": "on_strike", "detail": "", "retryable": True, "fields": [{"path": "a", "problem": "b"}]}

    read = lenient(ErrorData).model_validate(raw)

    assert (read.code, read.fields[0].path) == ("on_strike", "a")


def test_a_shape_that_is_not_known_stays_a_dictionary() -> None:
    span = {name: {"utc": "", "local": "", "time_zone": "", "text": ""} for name in ("start", "end")}
    raw = {"change": {"move_room": 3}, "slots": 1, "first": span}

    read = lenient(RelaxationData).model_validate(raw)

    unknown: object = read.change
    assert unknown == {"move_room": 3}
    known = lenient(RelaxationData).model_validate(raw | {"change": {"drop": "bob@vai.example"}})
    assert known.change.model_dump() == {"drop": "bob@vai.example"}


def test_what_must_be_there_must_be_there() -> None:
    with pytest.raises(ValueError, match="sequence"):
        lenient(SnapshotCompleted).model_validate({"user_id": "a", "calendar_id": "b", "as_of": "2030-01-01"})


def test_one_reader_is_made_of_a_model() -> None:
    assert lenient(ScheduledData) is lenient(ScheduledData)
