"""The reader of commands and their JSON Schemas say yes and no to the same."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.messages.example_commands import COMMANDS
from tests.messages.samples.people import SLOT, Json
from tests.messages.test_schemas import validator
from tests.messages.wrong_commands import Wrong, wrong
from tests.wire.malformed import Malformed, malformed
from worker.errors import Refused
from worker.messages.commands import known
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as

BEYOND_A_SCHEMA = {
    "one address twice",
    "a day off with hours",
    "a person's day off with hours",
    "a person's unknown zone",
    "slot not as long as the duration",
    "slot of four minutes",
    "slot of more than a day",
    "slot of broken minutes",
    "slot backwards",
    "window backwards",
    "window empty",
    "window of 91 days",
    "an unknown zone",
    "a zone that is a folder",
    "a zone outside",
    "a zone that is an offset",
    "a local time in a gap",
    "a local time in a fold",
    "a local time in an unknown zone",
    "the year 1999",
    "the year 2200",
    "the year 1",
    "an unknown meeting type",
}
"""Rows of `malformed` that take a clock, arithmetic, a look at another field's value or at settings."""
MALFORMED = [
    row
    for row in malformed()
    if row.code == "invalid_command" and orjson.loads(row.value or b"").get("type") in known.COMMANDS
]
WRONG = wrong()
ODD: list[Any] = ["", "x" * 10_000, "a\nb", "a b", -1, 10**6, 1.5, True, [], {}, ["x"], "2026-03-30T10:00:00"]
"""What is put in the place of each value of each example."""


def problems(body: Json) -> list[str]:
    """Return the paths that the reader finds wrong."""
    model = known.COMMANDS[body["type"]]
    try:
        read_as(model, open_envelope(orjson.dumps(body)), Defaults())
    except Refused as refused:
        return [f"{field.path} {field.problem}" for field in refused.fields]
    return []


@pytest.mark.parametrize("row", MALFORMED, ids=str)
def test_a_schema_refuses_what_the_reader_refuses(row: Malformed) -> None:
    body = orjson.loads(row.value or b"")

    assert validator(f"commands/{body['type']}").is_valid(body) == (row.id in BEYOND_A_SCHEMA)


@pytest.mark.parametrize("row", WRONG, ids=str)
def test_a_wrong_command_is_refused_with_its_field(row: Wrong) -> None:
    (problem,) = problems(row.body)

    assert problem.partition(" ")[0] == row.path


@pytest.mark.parametrize("row", WRONG, ids=str)
def test_a_wrong_command_is_refused_by_its_schema(row: Wrong) -> None:
    assert validator(f"commands/{row.type}").is_valid(row.body) != row.seen


def test_there_is_something_wrong_with_every_command() -> None:
    of_the_wire = {orjson.loads(row.value or b"")["type"] for row in MALFORMED}

    assert {row.type for row in WRONG} | of_the_wire == known.COMMANDS.keys()
    assert len({row.id for row in WRONG}) == len(WRONG)


def places(part: Any, *where: str | int) -> Iterator[tuple[str | int, ...]]:
    """Return the paths of everything in a body, and of one field more in each object."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield (*where, key)
        yield from places(value, *where, key)
    if isinstance(part, dict):
        yield (*where, "more")


def replaced(body: Json, where: tuple[str | int, ...], value: Any) -> Json:
    copied: Json = orjson.loads(orjson.dumps(body))
    inner: Any = copied
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    return copied


def is_beyond_a_schema(problem: str) -> bool:
    return problem.endswith(("is not a known IANA time zone", "of an answer to this very question"))


@pytest.mark.parametrize("name", [name for name in COMMANDS if not name.endswith("/smallest")])
def test_whatever_stands_in_a_field_both_say_the_same(name: str) -> None:
    body, judge = COMMANDS[name], validator(f"commands/{name.partition('/')[0]}")
    settled = {("type",), ("command_id",)}  # without them there is no command of this type, or nobody to tell

    for where in set(places(body)) - settled:
        for odd in ODD:
            changed = replaced(body, where, odd)
            found = problems(changed)
            assert judge.is_valid(changed) == all(map(is_beyond_a_schema, found)), (where, odd, found)


@pytest.mark.parametrize("name", ["schedule_meeting", "reschedule_meeting"])
def test_a_null_excludes_nothing(name: str) -> None:
    body = {**COMMANDS[f"{name}/exact_slot"], "window": None, "hold_id": None, "slot": SLOT}

    assert problems(body) == []
    validator(f"commands/{name}").validate(body)


def test_a_range_that_is_null_needs_no_full_synchronisation() -> None:
    body = {**COMMANDS["sync_calendar/smallest"], "range": None}

    assert problems(body) == []
    validator("commands/sync_calendar").validate(body)
