"""The words that a field may hold, by the contract: written down here a second time on purpose."""

from typing import Final

import pytest

from worker.messages.schemas import documents

DOCUMENTS = documents()
SCHEDULE: Final = "commands/schedule_meeting"
SCHEDULED: Final = "results/schedule_meeting"
WORDS: Final = {
    (SCHEDULE, "$defs", "OnNotVisible"): "treat_free treat_busy reject",
    (SCHEDULE, "$defs", "ReminderMethod"): "popup email",
    (SCHEDULE, "$defs", "SendUpdates"): "all externalOnly none",
    (SCHEDULE, "properties", "locale"): "ro en",
    (SCHEDULE, "properties", "conference"): "meet none",
    ("commands/create_follow_up", "properties", "priority"): "low normal high urgent",
    (SCHEDULED, "properties", "status"): "succeeded rejected failed",
    (SCHEDULED, "$defs", "MeetStatus"): "ready pending failed none",
    (SCHEDULED, "$defs", "ChoreAction"): "create_follow_up delete_follow_up move_follow_up",
    (SCHEDULED, "$defs", "Visibility"): "readable not_visible",
    ("changes/event", "$defs", "Origin"): "self external",
    ("changes/reminder_due", "$defs", "ReminderMethod"): "popup email",
}
REASONS: Final = "busy outside_hours gap hold notice excluded_day unknown"


@pytest.mark.parametrize(("place", "words"), WORDS.items(), ids=str)
def test_a_field_holds_the_words_of_the_contract(place: tuple[str, str, str], words: str) -> None:
    document, folder, name = place

    assert sorted(DOCUMENTS[document][folder][name]["enum"]) == sorted(words.split())


def test_the_meeting_types_of_the_contract_are_examples() -> None:
    """They are no enum: an installation may have more, and then a schema cannot know their names."""
    words, _null = DOCUMENTS[SCHEDULE]["properties"]["meeting_type"]["anyOf"]

    assert words["examples"] == ["sales_meeting", "support_session", "team_check_in", "follow_up_call"]
    assert words["pattern"] == "^[a-z][a-z0-9_]{0,63}$"


def test_starts_are_blocked_for_the_reasons_of_the_contract() -> None:
    parts = DOCUMENTS[SCHEDULED]["$defs"]
    of_a_search = parts["ExplanationData"]["properties"]["blocked"]["propertyNames"]["enum"]
    of_a_slot = parts["BlockedByData"]["properties"]["reason"]["enum"]

    assert sorted(of_a_search) == sorted(of_a_slot) == sorted(REASONS.split())


def test_a_page_says_where_it_comes_from() -> None:
    page = DOCUMENTS["results/list_upcoming"]["$defs"]["UpcomingData"]

    assert sorted(page["properties"]["source"]["enum"]) == ["google", "snapshot"]
