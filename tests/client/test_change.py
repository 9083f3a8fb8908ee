import orjson
import pytest

from tests.client import records
from tests.messages.examples import changes
from worker.client.change import change_of
from worker.client.changes import Position
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

EXAMPLES = dict(changes(Texts.load()))


@pytest.mark.parametrize("told", EXAMPLES.values(), ids=EXAMPLES)
def test_reads_every_change_of_the_examples_back_as_it_was(told: StoredAnswer) -> None:
    headers = dict(told.headers)

    read = change_of(records.of(told))

    assert (read.type, read.id) == (headers["ce_type"].decode(), headers["ce_id"].decode())
    assert read.body is not None
    assert read.body.model_dump(mode="json") == orjson.loads(told.value)


@pytest.mark.parametrize(
    ("value", "ce_type"),
    [
        (b"{}", b"vai.calendar.weather.changed"),
        (b"{}", b"vai.calendar.event.created"),
        (b"{", b"vai.calendar.reminder.due"),
        (None, b"vai.calendar.snapshot.completed"),
        (b"{}", b"\xff"),
        (b"{}", b""),
    ],
    ids=["a new type", "a broken body", "no JSON", "no value", "a type that is no text", "no type"],
)
def test_what_cannot_be_read_is_given_with_its_record(value: bytes | None, ce_type: bytes) -> None:
    record = records.record(value, [("ce_type", ce_type)])

    read = change_of(record)

    assert (read.body, read.record) == (None, record)


def test_a_change_of_a_kind_that_is_not_known_yet_is_a_change_of_its_event() -> None:
    read = change_of(records.change("archived", 3, "e", "Demo"))

    assert (read.kind, read.body is not None) == ("archived", True)


def test_a_position_is_kept_as_text() -> None:
    position = Position({0: 15, 11: 3})

    assert Position.decoded(position.encoded()) == position
