"""No body that is small enough to be read holds the loop up, whatever is wrong with it."""

import gc
from collections.abc import Callable
from time import process_time
from typing import Any, Final

import orjson
import pytest

from tests.wire.malformed import good
from worker.errors import Refused
from worker.messages.commands.known import AnyCommand
from worker.messages.defaults import Defaults
from worker.messages.envelope import LARGEST_VALUE, open_envelope

BOUND: Final = 0.1
"""Seconds of work, generous: what is tested takes 30 ms at most, and took up to two seconds before."""
ROOM: Final = LARGEST_VALUE - 6 * 1024

ADDRESS: Final = "ana@example.com"
WEEK: Final = ["monday", "tuesday", "wednesday", "thursday", "friday"]
LISTS: Final[dict[str, tuple[int, Callable[[Any], dict[str, Any]]]]] = {
    "participants": (200, lambda entries: {"participants": entries}),
    "excluded_days": (366, lambda entries: {"excluded_days": entries}),
    "exceptions": (366, lambda entries: {"exceptions": entries}),
    "participants[0].exceptions": (366, lambda entries: person(exceptions=entries)),
    "reminders": (5, lambda entries: {"reminders": entries}),
    "follow_up_actions": (50, lambda entries: {"follow_up_actions": entries}),
    "working_hours": (50, lambda entries: {"working_hours": entries}),
    "working_hours.days": (7, lambda entries: {"working_hours": shift(days=entries)}),
    "working_hours[0].days": (7, lambda entries: {"working_hours": [shift(days=entries)]}),
    "participants[0].working_hours": (50, lambda entries: person(working_hours=entries)),
    "participants[0].working_hours.days": (7, lambda entries: person(working_hours=shift(days=entries))),
}
"""How many entries each list may have, and fields that hold it."""
OBJECTS: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "the command": lambda fields: fields,
    "participants[0]": lambda fields: person(**fields),
    "window": lambda fields: {"window": fields},
    "preferred_time": lambda fields: {"preferred_time": fields},
    "working_hours": lambda fields: {"working_hours": fields},
    "exceptions[0]": lambda fields: {"exceptions": [fields]},
    "reminders[0]": lambda fields: {"reminders": [fields]},
    "follow_up_actions[0]": lambda fields: {"follow_up_actions": [fields]},
}
MANY_OF_MANY: Final[dict[str, dict[str, Any]]] = {
    "shifts of every person": {
        "participants": [{"email": f"p{n}@example.com", "working_hours": [{}] * 50} for n in range(200)]
    },
    "days of every shift": {
        "participants": [
            {"email": f"p{n}@example.com", "working_hours": [{"days": [""] * 7}] * 20} for n in range(200)
        ]
    },
    "days that differ of every person": {
        "participants": [{"email": f"p{n}@example.com", "exceptions": [{}] * 200} for n in range(200)]
    },
    "fields of every person": {
        "participants": [
            {"email": f"p{n}@example.com"} | dict.fromkeys(map(str, range(110))) for n in range(200)
        ]
    },
    "fields of every follow-up": {"follow_up_actions": [dict.fromkeys(map(str, range(300)))] * 50},
    "fields given twice": {"follow_up_actions": [{"due": 1, "dueDate": 1}] * 11_000},
    "zones": {
        "participants": [
            {"email": f"p{n}@example.com", "time_zone": f"Europe/Bucuresti{n}"} for n in range(200)
        ]
    },
}


def shift(**changes: Any) -> dict[str, Any]:
    return {"days": WEEK, "start": "09:00", "end": "17:00", **changes}


def person(**fields: Any) -> dict[str, Any]:
    return {"participants": [{"email": ADDRESS, **fields}]}


def read(body: Any) -> tuple[AnyCommand | Refused, float]:
    """Return the command, or why it is none, and how many seconds of work it was to find out."""
    value = orjson.dumps(body)
    gc.disable()  # the rubbish of other tests is none of its work
    began = process_time()
    try:
        found: AnyCommand | Refused = open_envelope(value).command(Defaults()).command
    except Refused as refused:
        found = refused
    finally:
        took = process_time() - began
        gc.enable()
    return found, took


@pytest.mark.parametrize("entry", ["", 0, None, {}, [], {"a": 0}], ids=repr)
@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_counted_before_it_is_read(path: str, entry: Any) -> None:
    most, body = LISTS[path]
    entries = [entry] * (ROOM // (len(orjson.dumps(entry)) + 1))

    refused, took = read(good(**body(entries)))

    assert isinstance(refused, Refused)
    assert [(each.path, each.problem) for each in refused.fields] == [
        (path, f"must have at most {most} entries")
    ]
    assert took < BOUND


@pytest.mark.parametrize("where", OBJECTS)
def test_unknown_fields_are_not_named_without_end(where: str) -> None:
    refused, took = read(good(**OBJECTS[where]({f"k{n}": 0 for n in range(21_000)})))

    assert isinstance(refused, Refused)
    assert len(refused.fields) == 101
    assert refused.fields[-1].problem == "further problems are not listed"
    assert took < BOUND


@pytest.mark.parametrize("what", MANY_OF_MANY)
def test_problems_are_not_looked_for_without_end(what: str) -> None:
    refused, took = read(good(**MANY_OF_MANY[what]))

    assert isinstance(refused, Refused)
    assert len(refused.fields) >= 101
    assert took < BOUND


def test_every_problem_is_found_where_there_are_few() -> None:
    wrong = shift(days=["", "monday", ""], start="9")
    refused, _ = read(
        good(
            participants=[{"email": ADDRESS, "working_hours": [wrong, shift(), wrong]}, {"name": 1}],
            excluded_days=["", "monday", "x"],
        )
    )

    assert isinstance(refused, Refused)
    assert {each.path for each in refused.fields} == {
        *(f"participants[0].working_hours[{at}].days[{day}]" for at in (0, 2) for day in (0, 2)),
        *(f"participants[0].working_hours[{at}].start" for at in (0, 2)),
        *(f"participants[1].{name}" for name in ("email", "name")),
        *(f"excluded_days[{at}]" for at in (0, 2)),
    }


def test_the_fullest_good_command_is_read_quickly() -> None:
    hours = [shift(start="09:00", end="12:30"), shift(start="13:30", end="17:00")]
    command, took = read(
        good(
            participants=[
                {
                    "email": f"somebody.number.{n}@example.com",
                    "name": f"Somebody Number {n}",
                    "time_zone": "Europe/Paris",
                    "working_hours": hours,
                }
                for n in range(199)
            ],
            working_hours=[shift()] * 50,
            excluded_days=[f"2026-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(330)],
            exceptions=[{"date": f"2026-{1 + n // 28:02}-{1 + n % 28:02}"} for n in range(330)],
            reminders=[{"method": "email", "minutes": n} for n in range(5)],
            follow_up_actions=[
                {"title": "x" * 100, "description": "y" * 200, "due": "2026-03-30T10:00:00+03:00"}
            ]
            * 50,
        )
    )

    assert not isinstance(command, Refused)
    assert took < BOUND
