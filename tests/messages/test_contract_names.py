"""The topics and aliases of the contract: written down here a second time on purpose."""

from typing import Final

import orjson
import pytest

from tests.messages.example_commands import COMMANDS
from tests.messages.samples.people import Json
from worker.messages.commands import known
from worker.messages.commands.command import Command
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as
from worker.messages.schemas import documents

TOPICS: Final = {
    "schedule": {"schedule_meeting", "check_availability", "hold_slot", "release_hold"},
    "update": {"update_status", "reschedule_meeting", "update_meeting", "cancel_meeting", "create_follow_up"},
    "sync": {
        *("sync_calendar", "list_upcoming", "get_meeting", "watch_calendar", "stop_watch"),
        *("connect_account", "disconnect_account"),
    },
}
ALIASES: Final = {
    "user_id": "userId",
    "conversation_id": "conversationId",
    "agent_type": "agentType",
    "event_id": "eventId",
    "preferred_time": "preferredTime",
    "meeting_type": "meetingType",
    "follow_up_actions": "followUpActions",
    "due": "dueDate",
    "duration_minutes": "duration",
}
OF_A_FOLLOW_UP: Final = {"due": "dueDate", "follow_up_type": "type"}
DOCUMENTS = documents()


def renamed(body: Json, names: dict[str, str]) -> Json:
    return {names.get(name, name): value for name, value in body.items()}


def camel(body: Json) -> Json:
    """Return a command as an agent that was written from the integration page sends it."""
    actions = [renamed(action, OF_A_FOLLOW_UP) for action in body.get("follow_up_actions", ())]
    return renamed({**body, "follow_up_actions": actions} if actions else body, ALIASES)


def read(body: Json) -> Command:
    return read_as(known.COMMANDS[body["type"]], open_envelope(orjson.dumps(body)), Defaults())


@pytest.mark.parametrize(("group", "commands"), TOPICS.items())
def test_a_command_belongs_on_the_topic_of_the_contract(group: str, commands: set[str]) -> None:
    assert {name for name, its in known.GROUP_OF.items() if its == group} == commands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_the_same_under_the_names_of_the_integration_page(name: str) -> None:
    assert read(camel(COMMANDS[name])) == read(COMMANDS[name])


def test_the_examples_have_every_field_that_has_another_name() -> None:
    shown = {name for body in COMMANDS.values() for name in body}
    actions = COMMANDS["schedule_meeting/full"]["follow_up_actions"]

    assert shown >= ALIASES.keys()
    assert {name for action in actions for name in action} >= OF_A_FOLLOW_UP.keys()


@pytest.mark.parametrize("command", known.COMMANDS)
def test_a_field_tells_its_other_name(command: str) -> None:
    document = DOCUMENTS[f"commands/{command}"]
    follow_up = document.get("$defs", {}).get("FollowUpAction", {"properties": {}})

    for names, part in ((ALIASES, document), (OF_A_FOLLOW_UP, follow_up)):
        for name in names.keys() & part["properties"].keys():
            assert f"also `{names[name]}`" in part["properties"][name]["description"]
