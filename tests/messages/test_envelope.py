from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from tests.wire.malformed import Malformed, good, malformed
from tests.wire.malformed_fields import ABSENT, SLOT
from worker.codes import Code
from worker.errors import Refused, Unanswerable
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.known import COMMANDS, GROUP_OF, AnyCommand
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.defaults import Defaults
from worker.messages.envelope import LARGEST_VALUE, Parsed, open_envelope, reopen

ZONE = "Europe/Bucharest"
TABLE = malformed()


def parsed(body: Mapping[str, Any]) -> Parsed:
    return open_envelope(orjson.dumps(body)).command(Defaults())


def read(body: Mapping[str, Any]) -> AnyCommand:
    return parsed(body).command


def refusal(value: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        open_envelope(value).command(Defaults())
    return refused.value


def test_the_table_is_large_and_its_names_are_unique() -> None:
    assert len(TABLE) >= 70
    assert len({row.id for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", [row for row in TABLE if row.dead], ids=str)
def test_nobody_can_be_answered(row: Malformed) -> None:
    with pytest.raises(Unanswerable) as unanswerable:
        open_envelope(row.value)

    assert unanswerable.value.reason == row.dead


@pytest.mark.parametrize("row", [row for row in TABLE if row.code == "invalid_command"], ids=str)
def test_a_wrong_command_is_refused_with_the_fields_that_are_wrong(row: Malformed) -> None:
    refused = refusal(row.value or b"")

    assert refused.code is Code.INVALID_COMMAND
    assert tuple(field.path for field in refused.fields) == row.paths
    assert all(field.problem for field in refused.fields)
    if row.choices is not None:
        assert refused.fields[0].choices == row.choices


@pytest.mark.parametrize("row", [row for row in TABLE if row.code not in {"invalid_command", None}], ids=str)
def test_what_is_wrong_beside_the_body_leaves_the_body_good(row: Malformed) -> None:
    envelope = open_envelope(row.value)
    envelope.command(Defaults())

    wrong_topic = GROUP_OF[envelope.type or ""] != row.group
    assert wrong_topic == (row.code == "wrong_topic")


def test_every_known_type_belongs_to_a_topic() -> None:
    assert COMMANDS.keys() == GROUP_OF.keys()


def test_the_smallest_command_gets_the_defaults_of_the_contract() -> None:
    command = read(good())

    assert isinstance(command, ScheduleMeeting)
    assert command.locale == "ro"
    assert command.time_zone == ZONE
    assert command.duration == timedelta(minutes=30)
    assert command.step_minutes == 30
    assert command.conference == "meet"
    assert command.calendar_id == "primary"
    assert command.send_updates == "all"
    assert command.on_not_visible == "treat_free"
    assert command.participants[0].required
    assert not command.dry_run


def test_the_zone_of_the_settings_is_that_of_a_command_without_one() -> None:
    command = open_envelope(orjson.dumps(good())).command(Defaults("Europe/London")).command

    assert isinstance(command, ScheduleMeeting)
    assert command.time_zone == "Europe/London"


def test_a_naive_time_is_explained_in_the_zone_of_the_command() -> None:
    body = good(time_zone="America/New_York", preferred_time="2026-07-01T10:00:00")

    assert refusal(orjson.dumps(body)).fields[0].choices == ("2026-07-01T10:00:00-04:00",)


@pytest.mark.parametrize(
    ("meeting_type", "minutes"),
    [("sales_meeting", 45), ("support_session", 30), ("team_check_in", 15), ("follow_up_call", 20)],
)
def test_the_meeting_type_decides_the_length(meeting_type: str, minutes: int) -> None:
    command = read(good(meeting_type=meeting_type))

    assert isinstance(command, ScheduleMeeting)
    assert command.duration == timedelta(minutes=minutes)


def test_the_length_of_a_slot_counts_before_the_meeting_type() -> None:
    command = read(good(meeting_type="sales_meeting", slot=SLOT))

    assert isinstance(command, ScheduleMeeting)
    assert command.duration == timedelta(minutes=30)


def test_the_names_of_the_integration_page_are_understood() -> None:
    body = {
        "type": "schedule_meeting",
        "command_id": "c-1",
        "userId": "u",
        "conversationId": "talk",
        "agentType": "sales",
        "title": "Demo",
        "duration": 45,
        "participants": [{"email": "ana@example.com", "name": "Ana"}],
        "preferredTime": "2026-03-30T10:00:00.000Z",
        "meetingType": "sales_meeting",
        "followUpActions": [{"title": "Offer", "type": "task", "dueDate": "2026-04-01T10:00:00Z"}],
    }
    command = read(body)

    assert isinstance(command, ScheduleMeeting)
    assert (command.user_id, command.conversation_id, command.agent_type) == ("u", "talk", "sales")
    assert command.preferred_time == datetime(2026, 3, 30, 10, tzinfo=UTC)
    assert command.duration == timedelta(minutes=45)
    assert command.follow_up_actions[0].follow_up_type == "task"
    assert command.follow_up_actions[0].due == datetime(2026, 4, 1, 10, tzinfo=UTC)


def test_null_is_as_good_as_absent() -> None:
    command = read(
        good(deadline=None, window=None, step_minutes=None, participants=[{"email": "A@b.ro", "name": None}])
    )

    assert isinstance(command, ScheduleMeeting)
    assert command.step_minutes == 30
    assert command.participants[0].email == "a@b.ro"


def test_one_object_of_working_hours_is_a_list_of_one() -> None:
    hours = {"days": ["monday", "friday"], "start": "22:00", "end": "06:00"}

    alone, listed = read(good(working_hours=hours)), read(good(working_hours=[hours]))

    assert isinstance(alone, ScheduleMeeting)
    assert isinstance(listed, ScheduleMeeting)
    assert alone.working_hours == listed.working_hours


def test_a_question_may_name_one_slot() -> None:
    command = read(good(type="check_availability", title=ABSENT, slot=SLOT))

    assert isinstance(command, CheckAvailability)
    assert command.slot is not None
    assert command.slot.interval.duration == timedelta(minutes=30)


def test_an_envelope_knows_whom_to_answer_even_if_all_else_is_wrong() -> None:
    value = (
        b'{"command_id": "c-1", "type": 5, "userId": "u", "conversation_id": "", "locale": "xx", "z": [[[]]]}'
    )
    envelope = open_envelope(value)

    assert (envelope.type, envelope.command_id, envelope.user_id) == (None, "c-1", "u")
    assert (envelope.conversation_id, envelope.locale) == (None, "ro")


def test_the_largest_value_is_read() -> None:
    body = orjson.dumps(good(description="x", location="y"))
    value = body[:-1] + b" " * (LARGEST_VALUE - len(body)) + b"}"

    assert open_envelope(value).command(Defaults()).command.user_id == "maria@example.com"
    with pytest.raises(Unanswerable):
        open_envelope(value + b" ")


def test_a_stored_body_is_the_same_command_again() -> None:
    body = good(followUpActions=[{"title": "x", "type": "t", "dueDate": "2026-04-01T10:00:00Z"}], duration=20)
    first = parsed(body)
    again = reopen(first.body).command(Defaults())

    assert again == first
