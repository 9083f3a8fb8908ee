import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from worker.cli.screen import Screen
from worker.engine.record import Record
from worker.ports.commands import Headers

CE_TYPE = "ce_type"

RESULT = {
    "type": "schedule_meeting",
    "status": "succeeded",
    "message": "Meeting [bold]made[/bold] " + "x" * 200,
    "data": {"event": {"title": "Întâlnire"}},
    "error": None,
}
RECORD = Record(
    topic="vai.calendar.dead-letters",
    partition=3,
    offset=42,
    timestamp=datetime(2026, 3, 30, 7, tzinfo=UTC),
    key=b"ana",
    value=b'{"title": "[DONE] Demo"}',
    headers=(("x-dlq-reason", b"too_large"), ("kafka_dlt-original-partition", b"\x00\x00\x00\xff")),
)


def screen(*, terminal: bool) -> tuple[Screen, io.StringIO]:
    file = io.StringIO()
    return Screen(Console(file=file, force_terminal=terminal, width=80, color_system=None)), file


def test_a_program_gets_a_result_as_one_line_of_json() -> None:
    on, file = screen(terminal=False)

    on.result(RESULT)

    assert file.getvalue().count("\n") == 1
    assert json.loads(file.getvalue()) == RESULT


def test_a_record_does_not_command_the_terminal() -> None:
    on, file = screen(terminal=True)
    orders = "\x1b]0;mine\x07"

    on.record(replace(RECORD, key=orders.encode(), headers=(("x-dlq-reason", orders.encode()),)))
    on.result(RESULT | {"status": orders, "message": orders})

    assert orders not in file.getvalue()
    assert file.getvalue().count("\\x1b]0;mine") == 4


def test_a_person_sees_status_message_and_data() -> None:
    on, file = screen(terminal=True)

    on.result(RESULT)

    assert file.getvalue().startswith("succeeded schedule_meeting: Meeting [bold]made[/bold]")
    assert "Întâlnire" in file.getvalue()


def test_a_program_gets_a_record_with_all_that_belongs_to_it() -> None:
    on, file = screen(terminal=False)

    on.record(RECORD)

    assert json.loads(file.getvalue()) == {
        "topic": "vai.calendar.dead-letters",
        "partition": 3,
        "offset": 42,
        "timestamp": "2026-03-30T07:00:00+00:00",
        "key": "ana",
        "headers": {"x-dlq-reason": "too_large", "kafka_dlt-original-partition": "0x000000ff"},
        "value": {"title": "[DONE] Demo"},
    }


def test_a_person_sees_where_a_record_lies_and_what_it_says() -> None:
    on, file = screen(terminal=True)

    on.record(RECORD)

    assert "too_large vai.calendar.dead-letters[3]@42 ana" in file.getvalue()
    assert "[DONE] Demo" in file.getvalue()


@pytest.mark.parametrize(
    ("headers", "value", "line"),
    [
        (
            ((CE_TYPE, b"vai.calendar.event.moved"), ("x-vai-replica", b"w-1")),
            b'{"origin": "external"}',
            "07:00:00 vai.calendar.event.moved external t[0]@7 ana",
        ),
        (
            ((CE_TYPE, b"vai.calendar.result.cancel_meeting"),),
            b'{"status": "rejected"}',
            "07:00:00 vai.calendar.result.cancel_meeting rejected t[0]@7 ana",
        ),
        (
            ((CE_TYPE, b"theirs"), ("x-dlq-reason", b"not_json")),
            b'{"status": "x"}',
            "07:00:00 not_json t[0]@7 ana",
        ),
        ((), b"[1]", "07:00:00 t[0]@7 ana"),
    ],
    ids=["change", "result", "dead letter", "anything"],
)
def test_a_person_sees_first_what_kind_of_record_it_is(headers: Headers, value: bytes, line: str) -> None:
    on, file = screen(terminal=True)

    on.record(Record("t", 0, 7, RECORD.timestamp, b"ana", value, headers))

    assert file.getvalue().splitlines()[0] == line


@pytest.mark.parametrize(
    ("value", "shown"), [(None, None), (b"not json", "not json"), (b"\xff\x00", "0xff00"), (b"[1]", [1])]
)
def test_shows_any_bytes(value: bytes | None, shown: object) -> None:
    on, file = screen(terminal=False)

    on.record(Record("t", 0, 0, RECORD.timestamp, None, value))

    assert json.loads(file.getvalue())["value"] == shown
