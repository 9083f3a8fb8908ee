"""What a result or a change always holds, by the contract: written down here a second time on purpose.

There may be more, because readers ignore what they do not know; there is never less.
"""

from typing import Final

import pytest

from tests.messages.samples.people import Json
from worker.messages.results.known import DATA_OF
from worker.messages.schemas import documents

DOCUMENTS = documents()
SUCCESSES: Final = {
    "schedule_meeting": "event slot alternatives unknown_participants follow_ups pending",
    "check_availability": "slots explanation suggestions unknown_participants as_of",
    "hold_slot": "hold_id expires_at",
    "reschedule_meeting": "event slot alternatives unknown_participants",
    "update_meeting": "event",
    "cancel_meeting": "event already_gone pending",
    "update_status": "event",
    "create_follow_up": "event",
    "list_upcoming": "meetings next_cursor as_of source",
    "get_meeting": "event",
    "sync_calendar": "read changed published full",
    "connect_account": "email granted_scopes missing_scopes",
}
EVENT: Final = "id calendar_id title start end time_zone meet_url meet_status html_link attendees"
OF_A_CALENDAR: Final = "user_id calendar_id sequence as_of"
PARTS: Final = {
    ("results/schedule_meeting", "EventData"): EVENT,
    ("results/schedule_meeting", "AttendeeData"): "email name response optional organizer",
    ("results/schedule_meeting", "SlotData"): "start end score reasons",
    ("results/schedule_meeting", "PendingData"): "action title",
    ("results/schedule_meeting", "NoSlotData"): "explanation suggestions unknown_participants",
    ("results/schedule_meeting", "SlotTakenData"): "blocked_by alternatives unknown_participants",
    ("results/schedule_meeting", "BlockedByData"): "email reason",
    ("results/schedule_meeting", "NotVisibleData"): "unknown_participants",
    ("results/schedule_meeting", "ExplanationData"): "candidates blocked participants relaxations",
    ("results/schedule_meeting", "ParticipantBlocksData"): "email state blocks blocks_alone",
    ("results/schedule_meeting", "RelaxationData"): "change slots first",
    ("results/schedule_meeting", "SuggestionData"): "date text slots",
    ("results/schedule_meeting", "HumanTime"): "utc local time_zone text",
    ("results/schedule_meeting", "ErrorData"): "code detail retryable fields",
    ("results/schedule_meeting", "FieldProblemData"): "path problem",
    ("changes/event", "ChangedEvent"): (
        f"{EVENT} status description location all_day recurrence recurring_event_id original_start"
    ),
}
CHANGES: Final = {
    "event": f"{OF_A_CALENDAR} event_id conversation_id meeting_type origin command_id before after changed",
    "snapshot_completed": OF_A_CALENDAR,
    "reminder_due": "user_id calendar_id event_id method minutes event",
    "command_delayed": "user_id command_id reason",
    "account_connected": "user_id as_of",
    "account_disconnected": "user_id as_of",
    "account_reauthorization_required": "user_id as_of",
}
RESULT: Final = "type command_id user_id conversation_id status message data error completed_at"


def lacking(schema: Json, fields: str) -> set[str]:
    return set(fields.split()) - set(schema["required"])


@pytest.mark.parametrize(("command", "fields"), SUCCESSES.items())
def test_a_success_always_has_what_the_contract_promises(command: str, fields: str) -> None:
    data = DOCUMENTS[f"results/{command}"]["$defs"][DATA_OF[command].success.__name__]

    assert lacking(data, fields) == set()


@pytest.mark.parametrize(("place", "fields"), PARTS.items(), ids=lambda value: value[1])
def test_a_part_always_has_what_the_contract_promises(place: tuple[str, str], fields: str) -> None:
    document, part = place

    assert lacking(DOCUMENTS[document]["$defs"][part], fields) == set()


@pytest.mark.parametrize(("change", "fields"), CHANGES.items())
def test_a_change_always_has_what_the_contract_promises(change: str, fields: str) -> None:
    assert lacking(DOCUMENTS[f"changes/{change}"], fields) == set()


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.startswith("results/")])
def test_every_result_has_the_fields_of_all_results(name: str) -> None:
    assert lacking(DOCUMENTS[name], RESULT) == set()
