"""Commands as an agent writes them: what goes over the wire, and what is refused before that."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from tests.messages.example_commands import COMMANDS as EXAMPLES
from worker.client import commands
from worker.client.command import Command
from worker.client.commands import (
    check_availability,
    connect_account,
    hold_slot,
    schedule_meeting,
    sync_calendar,
    update_meeting,
)
from worker.client.errors import InvalidCommand
from worker.messages.human_time import HumanTime
from worker.messages.results.slot import SlotData

BUCHAREST = ZoneInfo("Europe/Bucharest")
MONDAY = datetime(2030, 1, 7, 10, tzinfo=BUCHAREST)
ANA = "ana@vai.example"


def body(command: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(command.value)
    return found


def test_only_what_was_said_is_sent() -> None:
    command = schedule_meeting(user_id=ANA, title="Demo", participants=[], conversation_id=None)

    assert body(command) == {
        "type": "schedule_meeting",
        "command_id": command.command_id,
        "user_id": ANA,
        "title": "Demo",
        "participants": [],
    }


def test_a_command_has_an_id_of_its_own_unless_it_is_given_one() -> None:
    first, second = (sync_calendar(user_id=ANA) for _ in range(2))

    assert first.command_id != second.command_id
    assert sync_calendar(user_id=ANA, command_id="mine").command_id == "mine"
    assert sync_calendar(user_id=ANA, command_id=None).command_id


def test_a_person_is_an_address_or_says_more() -> None:
    command = check_availability(
        user_id=ANA, participants=["bob@vai.example", {"email": "maya@vai.example", "required": False}]
    )

    assert body(command)["participants"] == [
        {"email": "bob@vai.example"},
        {"email": "maya@vai.example", "required": False},
    ]


def test_addresses_of_who_is_to_go_stay_addresses() -> None:
    command = update_meeting(user_id=ANA, event_id="e", remove_participants=["bob@vai.example"])

    assert body(command)["remove_participants"] == ["bob@vai.example"]


def test_times_days_and_hours_are_pythons_own() -> None:
    command = check_availability(
        user_id=ANA,
        participants=(),
        window=(MONDAY, datetime(2030, 1, 9, tzinfo=UTC)),
        deadline={"local": "2030-01-06T10:00", "time_zone": "Europe/Bucharest"},
        excluded_days=[date(2030, 1, 8), "friday"],
        working_hours={"days": ["monday"], "start": time(9), "end": "17:00"},
        exceptions=[{"date": date(2030, 1, 7), "start": time(10), "end": "12:00"}],
    )

    sent = body(command)
    assert sent["window"] == {"start": "2030-01-07T10:00:00+02:00", "end": "2030-01-09T00:00:00+00:00"}
    assert sent["deadline"] == {"local": "2030-01-06T10:00", "time_zone": "Europe/Bucharest"}
    assert sent["excluded_days"] == ["2030-01-08", "friday"]
    assert sent["working_hours"] == {"days": ["monday"], "start": "09:00", "end": "17:00"}
    assert sent["exceptions"] == [{"date": "2030-01-07", "start": "10:00", "end": "12:00"}]


def test_a_slot_of_an_answer_is_a_slot_to_ask_for() -> None:
    start, end = (shown(f"2030-01-07T{hour}:00:00Z") for hour in ("08", "09"))
    offered = SlotData(start=start, end=end, score=90, reasons=())

    command = hold_slot(user_id=ANA, participants=[], slot=offered)

    assert body(command)["slot"] == {"start": start.utc, "end": end.utc}


def shown(instant: str) -> HumanTime:
    return HumanTime(utc=instant, local=instant, time_zone="UTC", text="")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"titel": "x"}, "titel is not a known field (title"),
        ({"participants": ["bob@vai.example", "nobody"]}, "participants[1].email is not an e-mail address"),
        ({"deadline": datetime(2030, 1, 7)}, "deadline has neither an offset nor a time zone"),  # noqa: DTZ001  (a naive time is what is wrong)
        (
            {"deadline": datetime(2030, 3, 31, 3, 30, tzinfo=BUCHAREST)},
            "deadline is a time that the clocks skip",
        ),
        ({"working_hours": {"days": ["monday"], "start": time(9, 0, 30), "end": "17:00"}}, "time of day"),
        ({"slot": (MONDAY, MONDAY), "window": None}, "slot.end must be after `start`"),
        ({"command_id": ""}, "command_id"),
        ({"command_id": 5}, "command_id"),
        ({"description": "x" * 300_000}, "at most 262144"),
        ({"title": object()}, "is no JSON"),
        ({"title": None}, "title is missing"),
    ],
    ids=lambda each: None if isinstance(each, str) else next(iter(each)),
)
def test_what_the_worker_would_refuse_is_refused_here_with_its_field(wrong: Any, told: str) -> None:
    fields: Any = {"user_id": ANA, "title": "Demo", "participants": []} | wrong

    with pytest.raises(InvalidCommand) as refused:
        schedule_meeting(**fields)

    assert told in str(refused.value)
    assert refused.value.problems


def test_every_problem_is_there_though_the_text_tells_the_first_few() -> None:
    with pytest.raises(InvalidCommand) as refused:
        check_availability(user_id=ANA, participants=["nobody"] * 3 + ["no"] * 6)

    assert len(refused.value.problems) == 9
    assert str(refused.value).endswith("and 4 more")


def test_secrets_are_sent_but_never_shown() -> None:
    command = connect_account(
        user_id=ANA, code="4/0secret-code", code_verifier="v" * 43, redirect_uri="http://127.0.0.1:1"
    )

    assert body(command)["code"] == "4/0secret-code"
    assert "secret" not in repr(command)
    with pytest.raises(InvalidCommand) as refused:
        connect_account(user_id=ANA, code="secret code", code_verifier="v", redirect_uri="x")
    assert "secret" not in str(refused.value)


def test_a_command_that_was_kept_is_the_same_command() -> None:
    command = schedule_meeting(user_id=ANA, title="Demo", participants=[])

    assert Command.decoded(command.value) == command


def test_the_same_once_more_is_another_command() -> None:
    command = sync_calendar(user_id=ANA, full=True)
    again = command.anew()

    assert again.command_id != command.command_id
    assert body(again) == body(command) | {"command_id": again.command_id}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_the_schemas_can_be_written(name: str) -> None:
    fields = dict(EXAMPLES[name])
    function = getattr(commands, fields.pop("type"))

    assert body(function(**fields)) == {"type": function.__name__} | fields
