"""A command names its type, and carries what the worker's settings make of the name."""

from datetime import timedelta

import orjson
import pytest

from worker.client.commands import check_availability
from worker.domain.meeting_types import BUILT_IN, MeetingType, by_name
from worker.domain.working_hours import WorkingHours
from worker.errors import Refused
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope

NIGHT = (WorkingHours(frozenset({0, 6}), 22 * 60, 6 * 60), WorkingHours(frozenset({2}), 0, 24 * 60))
BOARD = MeetingType(
    "board",
    duration=timedelta(minutes=90),
    gap_before=timedelta(minutes=10),
    gap_after=timedelta(minutes=20),
    hours=NIGHT,
)
DEFAULTS = Defaults(meeting_types=by_name(*BUILT_IN.values(), BOARD))


def read(defaults: Defaults = DEFAULTS, **fields: object) -> CheckAvailability:
    body = {"type": "check_availability", "command_id": "c", "user_id": "u", "participants": [], **fields}
    command = open_envelope(orjson.dumps(body)).command(defaults).command
    assert isinstance(command, CheckAvailability)
    return command


@pytest.mark.parametrize("name", ["meeting_type", "meetingType"])
def test_a_name_is_read_as_what_it_stands_for(name: str) -> None:
    body = {name: "board"}
    command = read(DEFAULTS, **body)

    assert command.meeting_type is BOARD
    assert command.duration == timedelta(minutes=90)
    assert (command.gap_before_minutes, command.gap_after_minutes) == (10, 20)


def test_what_the_command_says_counts_first() -> None:
    hours = {"days": ["friday"], "start": "10:00", "end": "11:00"}
    command = read(
        meeting_type="board",
        duration_minutes=5,
        gap_before_minutes=0,
        gap_after_minutes=None,
        working_hours=hours,
    )

    assert command.duration == timedelta(minutes=5)
    assert (command.gap_before_minutes, command.gap_after_minutes) == (0, 20)
    assert command.working_hours is not None
    assert [shift.days for shift in command.working_hours] == [("friday",)]


@pytest.mark.parametrize("name", [None, *BUILT_IN])
def test_a_type_that_is_built_in_leaves_gaps_and_hours_as_they_are(name: str | None) -> None:
    command = read(meeting_type=name)

    assert (command.gap_before_minutes, command.gap_after_minutes, command.working_hours) == (0, 0, None)


@pytest.mark.parametrize("name", ["", "Board", "boards", "board ", "x" * 65, "__class__"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read(meeting_type=name)

    (problem,) = caught.value.fields
    assert (problem.path, problem.choices) == ("meeting_type", (*BUILT_IN, "board"))
    assert problem.problem == f"must be one of: {', '.join([*BUILT_IN, 'board'])}"


@pytest.mark.parametrize("odd", [5, True, [], {}, ["board"]], ids=str)
def test_what_is_no_name_is_refused(odd: object) -> None:
    with pytest.raises(Refused) as caught:
        read(meeting_type=odd)

    assert [(each.path, each.problem) for each in caught.value.fields] == [
        ("meeting_type", "must be a string")
    ]


def test_a_command_is_written_with_the_name_of_its_type() -> None:
    command = read(meeting_type="board")

    assert command.model_dump()["meeting_type"] == "board"
    assert orjson.loads(command.model_dump_json())["meeting_type"] == "board"


def test_a_type_that_is_known_no_more_says_nothing_where_any_is_taken() -> None:
    command = read(Defaults(takes_any_type=True), meeting_type="gone")

    assert command.meeting_type == MeetingType("gone")
    assert command.duration == timedelta(minutes=30)


def test_even_where_any_type_is_taken_a_name_is_a_name() -> None:
    with pytest.raises(Refused):
        read(Defaults(takes_any_type=True), meeting_type="No name")


def test_an_agent_may_send_a_type_that_only_the_worker_knows() -> None:
    command = check_availability(user_id="u", participants=[], meeting_type="board")

    assert orjson.loads(command.value)["meeting_type"] == "board"
