"""The defaults and limits of the contract, one row a field: written down here a second time on purpose."""

from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from worker.messages.commands.known import COMMANDS
from worker.messages.commands.participant import Participant
from worker.messages.commands.schedule_meeting import FollowUpAction
from worker.messages.schemas import documents

Json = dict[str, Any]
DOCUMENTS = documents()

SEARCHES: Final = ("schedule_meeting", "check_availability", "reschedule_meeting")
WRITES: Final = ("schedule_meeting", "reschedule_meeting", "update_meeting", "cancel_meeting")
DEFAULTS: Final = [
    *((command, "locale", "ro") for command in COMMANDS),
    *((command, "dry_run", False) for command in COMMANDS),
    *((command, "step_minutes", 30) for command in SEARCHES),
    *((command, "on_not_visible", "treat_free") for command in SEARCHES),
    *((command, "send_updates", "all") for command in WRITES),
    ("schedule_meeting", "conference", "meet"),
    ("schedule_meeting", "calendar_id", "primary"),
    ("check_availability", "limit", 10),
    ("hold_slot", "ttl_seconds", 300),
    ("create_follow_up", "priority", "normal"),
    ("list_upcoming", "days", 7),
    ("list_upcoming", "vai_only", True),
    ("list_upcoming", "limit", 100),
    ("list_upcoming", "calendar_id", "primary"),
    ("list_upcoming", "max_staleness_seconds", 0),
    ("sync_calendar", "calendar_id", "primary"),
    ("sync_calendar", "full", False),
    ("watch_calendar", "calendar_id", "primary"),
    ("stop_watch", "calendar_id", "primary"),
]
ADDRESSES: Final = [f"guest{number}@client.example" for number in range(201)]
GUESTS: Final = [{"email": address} for address in ADDRESSES]
POPUP: Final = {"method": "popup", "minutes": 40_320}
BOUNDS: Final[list[tuple[str, str, Any, Any]]] = [
    *((command, "command_id", "x" * 128, "x" * 129) for command in COMMANDS),
    *((command, "duration_minutes", 1440, 1441) for command in SEARCHES),
    *((command, "duration_minutes", 5, 4) for command in SEARCHES),
    *((command, "participants", GUESTS[:200], GUESTS) for command in ("schedule_meeting", "hold_slot")),
    ("check_availability", "participants", GUESTS[:200], GUESTS),
    ("check_availability", "limit", 100, 101),
    ("schedule_meeting", "reminders", [POPUP] * 5, [POPUP] * 6),
    ("schedule_meeting", "reminders", [POPUP], [{**POPUP, "minutes": 40_321}]),
    ("hold_slot", "ttl_seconds", 10, 9),
    ("hold_slot", "ttl_seconds", 3600, 3601),
    ("update_meeting", "add_participants", GUESTS[:200], GUESTS),
    ("update_meeting", "remove_participants", ADDRESSES[:200], ADDRESSES),
    ("update_status", "status", "x" * 32, "x" * 33),
    ("create_follow_up", "reminders", [POPUP] * 5, [POPUP] * 6),
    ("list_upcoming", "days", 90, 91),
    ("list_upcoming", "limit", 250, 251),
]


@pytest.mark.parametrize(("command", "field", "default"), DEFAULTS)
def test_a_field_has_the_default_of_the_contract(command: str, field: str, default: Any) -> None:
    assert DOCUMENTS[f"commands/{command}"]["properties"][field]["default"] == default
    assert COMMANDS[command].model_fields[field].default == default


def test_parts_of_commands_have_the_defaults_of_the_contract() -> None:
    assert Participant.model_fields["required"].default is True
    assert FollowUpAction.model_fields["priority"].default == "normal"


@pytest.mark.parametrize(
    ("command", "field", "last_good", "first_bad"),
    BOUNDS,
    ids=lambda value: value if isinstance(value, str) and len(value) < 32 else "",
)
def test_a_field_ends_where_the_contract_says(
    command: str, field: str, last_good: Any, first_bad: Any
) -> None:
    document = DOCUMENTS[f"commands/{command}"]
    judge = Draft202012Validator({"$defs": document.get("$defs", {}), **document["properties"][field]})

    assert judge.is_valid(last_good)
    assert not judge.is_valid(first_bad)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_default_that_is_none_of_a_clients_is_not_told_to_generators(command: str) -> None:
    """A generated client would send the zone along, over the worker's setting."""
    fields = DOCUMENTS[f"commands/{command}"]["properties"]

    assert "default" not in {**fields["type"], **fields.get("time_zone", {})}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_objects_and_lists_of_words_have_titles(name: str) -> None:
    """Of a field's title generators of TypeScript make a type, numbered where two are alike."""
    document = DOCUMENTS[name]
    parts = [document, *document.get("$defs", {}).values()]

    assert [
        field for part in parts for field, schema in part.get("properties", {}).items() if "title" in schema
    ] == []
