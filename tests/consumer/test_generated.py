"""The generated consumer reads what it should, and can say no."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from tests.consumer.generated import SCHEMAS, Consumer, RawHeaders, Read, Unreadable
from worker.messages.commands.known import COMMANDS
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as

Json = dict[str, Any]

DOCUMENT: Json = orjson.loads((SCHEMAS / "asyncapi.json").read_bytes())
EXAMPLES: dict[str, Json] = {
    f"{name}/{example['name']}": example
    for name, message in DOCUMENT["components"]["messages"].items()
    for example in message.get("examples", ())
    if "headers" in example
}
COMMANDS_SENT = sorted((SCHEMAS / "examples" / "commands").rglob("*.json"))
BOOKED = EXAMPLES["result.schedule_meeting/scheduled"]
MOVED = EXAMPLES["change.event_moved/moved"]


def raw(headers: Json) -> RawHeaders:
    return tuple((name, value.encode()) for name, value in headers.items())


def read(consumer: Consumer, example: Json) -> Read:
    return consumer.read(orjson.dumps(example["payload"]), raw(example["headers"]))


def changed(example: Json, *changes: Callable[[Json], None]) -> Json:
    copy: Json = orjson.loads(orjson.dumps(example))
    for change in changes:
        change(copy)
    return copy


def without(*path: str) -> Callable[[Json], None]:
    def change(example: Json) -> None:
        *way, last = path
        for step in way:
            example = example[step]
        del example[last]

    return change


def having(value: Any, *path: str) -> Callable[[Json], None]:
    def change(example: Json) -> None:
        *way, last = path
        for step in way:
            example = example[step]
        example[last] = value

    return change


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_read_whole(consumer: Consumer, name: str) -> None:
    assert read(consumer, EXAMPLES[name]) == Read(EXAMPLES[name]["headers"]["ce_type"])


def test_there_is_a_model_for_every_record_that_goes_out(consumer: Consumer) -> None:
    channels = DOCUMENT["channels"]
    messages = [*channels["results"]["messages"], *channels["changes"]["messages"]]

    told = {DOCUMENT["components"]["messages"][name]["name"] for name in messages}
    assert consumer.messages.keys() == told


def test_what_it_does_not_know_is_ignored(consumer: Consumer) -> None:
    grown = changed(
        BOOKED,
        having("sunny", "payload", "mood"),
        having("sunny", "payload", "data", "event", "mood"),
        having("sunny", "headers", "x-mood"),
    )

    assert read(consumer, grown) == Read(
        "vai.calendar.result.schedule_meeting", (".data.event.mood", ".mood")
    )


def test_other_headers_may_hold_any_bytes(consumer: Consumer) -> None:
    headers = (*raw(BOOKED["headers"]), ("correlation-id", b"\x00\xff\xfe"))

    assert consumer.read(orjson.dumps(BOOKED["payload"]), headers).ignored == ()


@pytest.mark.parametrize(
    ("example", "change"),
    [
        pytest.param(BOOKED, without("payload", "status"), id="a field is missing"),
        pytest.param(BOOKED, having(1, "payload", "message"), id="a text as number"),
        pytest.param(BOOKED, having("maybe", "payload", "status"), id="a status that nobody named"),
        pytest.param(BOOKED, having("cancel_meeting", "payload", "type"), id="another type's value"),
        pytest.param(BOOKED, having("soon", "payload", "completed_at"), id="a time that is none"),
        pytest.param(BOOKED, having({"code": "new"}, "payload", "error"), id="an error that is none"),
        pytest.param(MOVED, having("3", "payload", "sequence"), id="a number as text"),
        pytest.param(MOVED, having("me", "payload", "origin"), id="an origin that nobody named"),
        pytest.param(MOVED, without("payload", "after", "start", "utc"), id="a field far inside is missing"),
        pytest.param(MOVED, without("payload", "after", "all_day"), id="an event of a result in a change"),
        pytest.param(MOVED, without("headers", "ce_id"), id="a header is missing"),
        pytest.param(MOVED, having("1.1", "headers", "ce_specversion"), id="another CloudEvents"),
        pytest.param(MOVED, having("x", "headers", "ce_type"), id="a type that nobody told of"),
        pytest.param(MOVED, having("urn:x", "headers", "ce_dataschema"), id="a schema that is not there"),
        pytest.param(
            MOVED,
            having(BOOKED["headers"]["ce_dataschema"], "headers", "ce_dataschema"),
            id="the schema of another type",
        ),
    ],
)
def test_what_breaks_its_schema_is_refused_by_the_generated_models(
    consumer: Consumer, example: Json, change: Callable[[Json], None]
) -> None:
    with pytest.raises(Unreadable, match=r"^(as|nobody told of) "):
        read(consumer, changed(example, change))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(without("payload", "data", "event", "start", "utc"), id="a field of data is missing"),
        pytest.param(without("payload", "data", "slot"), id="data of another shape"),
        pytest.param(having("1", "payload", "data", "slot", "score"), id="a number as text"),
        pytest.param(having({}, "payload", "data"), id="a success without data"),
        pytest.param(having("2026-03-27 08:00Z", "payload", "completed_at"), id="another form of time"),
    ],
)
def test_what_the_models_cannot_see_the_schema_itself_refuses(
    consumer: Consumer, change: Callable[[Json], None]
) -> None:
    """A model takes any shape of data for any ending; what ties the two is in the schema."""
    with pytest.raises(Unreadable, match=r"^against urn:vai:calendar:schema:result\.schedule_meeting:1"):
        read(consumer, changed(BOOKED, change))


@pytest.mark.parametrize("path", COMMANDS_SENT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_worker_reads_a_command_that_is_built_with_the_generated_models(
    consumer: Consumer, path: Path
) -> None:
    name, example = path.parent.name, path.read_bytes()
    built = consumer.commands[name].model_validate_json(example, strict=True)
    sent = built.model_dump_json(by_alias=True, exclude_unset=True).encode()

    assert read_as(COMMANDS[name], open_envelope(sent), Defaults()) == read_as(
        COMMANDS[name], open_envelope(example), Defaults()
    )


def test_the_models_of_commands_refuse_what_the_worker_would_refuse(consumer: Consumer) -> None:
    command = {"type": "cancel_meeting", "command_id": "c", "user_id": "u", "event_id": "e"}
    model = consumer.commands["cancel_meeting"]

    model.model_validate(command, strict=True)
    for wrong in ({"evnt_id": "e"}, {"event_id": 5}, {"command_id": ""}, {"type": "get_meeting"}):
        with pytest.raises(ValidationError):
            model.model_validate({**command, **wrong}, strict=True)


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b"null"])
def test_a_value_that_is_no_object_is_refused(consumer: Consumer, value: bytes | None) -> None:
    with pytest.raises(Unreadable):
        consumer.read(value, raw(BOOKED["headers"]))


def test_a_dead_letter_without_its_reason_is_refused(consumer: Consumer) -> None:
    with pytest.raises(Unreadable, match="x-dlq-reason"):
        consumer.bury((("x-dlq-original-topic", b"t"),))


def test_it_knows_nothing_but_the_schemas() -> None:
    assert "worker" not in (Path(__file__).parent / "generated.py").read_text().partition('"""\n')[2]
