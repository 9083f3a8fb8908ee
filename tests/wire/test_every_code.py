"""Every error code of the contract is reached through the broker: here is the test that does it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.codes import Code

HERE = Path(__file__).parent
REACHED = {
    Code.INVALID_COMMAND: ("list_upcoming", "its_refusals"),
    Code.WRONG_TOPIC: ("command_ids", "a_command_on_another_topic_is_told_so_and_its_id_stays_free"),
    Code.REPLY_TOPIC_NOT_ALLOWED: ("malformed", "a_record_with_a_command_id_is_told_what_is_wrong"),
    Code.EXPIRED: ("command_ids", "a_passed_deadline_is_expired_and_uses_the_id_up"),
    Code.COMMAND_ID_REUSED: ("command_ids", "an_id_with_another_body_is_refused_and_changes_nothing"),
    Code.ACCOUNT_NOT_CONNECTED: ("get_meeting", "its_refusals"),
    Code.ACCOUNT_NOT_ALLOWED: ("google_refusals", "who_is_not_on_the_allow_list_is_account_not_allowed"),
    Code.REAUTHORIZATION_REQUIRED: (
        "google_refusals",
        "a_meeting_that_google_does_not_take_ends_with_its_code",
    ),
    Code.INSUFFICIENT_SCOPE: ("google_refusals", "a_meeting_that_google_does_not_take_ends_with_its_code"),
    Code.CONSENT_FAILED: ("connect_account", "a_code_that_was_never_given"),
    Code.NO_SLOT: ("no_time", "a_window_in_which_nothing_fits_is_no_slot_and_explains_itself"),
    Code.SLOT_TAKEN: ("no_time", "an_hour_that_is_taken_is_slot_taken_and_says_by_whom"),
    Code.HOLD_EXPIRED: ("hold_slot", "a_hold_that_has_expired_is_said_to_have"),
    Code.HOLD_NOT_FOUND: ("hold_slot", "a_used_one_and_another_user_s_and_an_unknown_one_are_not_found"),
    Code.HOLD_MISMATCH: ("hold_slot", "what_a_hold_does_not_cover_is_a_mismatch_and_names_where_and_nobody"),
    Code.TOO_MANY_HOLDS: ("hold_slot", "twenty_are_enough"),
    Code.EVENT_NOT_FOUND: ("get_meeting", "its_refusals"),
    Code.CALENDAR_NOT_FOUND: ("get_meeting", "its_refusals"),
    Code.NOT_ORGANIZER: ("create_follow_up", "its_refusals_make_nothing"),
    Code.ALREADY_CANCELLED: ("update_status", "its_refusals_change_nothing"),
    Code.NOT_VISIBLE: ("google_refusals", "who_may_not_be_seen_is_named_where_the_command_wants_that"),
    Code.CONCURRENT_CHANGE: ("google_refusals", "an_event_that_keeps_changing_is_concurrent_change"),
    Code.QUOTA_EXHAUSTED: ("google_refusals", "a_meeting_that_google_does_not_take_ends_with_its_code"),
    Code.GOOGLE_UNAVAILABLE: ("google_refusals", "a_meeting_that_google_does_not_take_ends_with_its_code"),
    Code.RATE_LIMITED: ("google_refusals", "a_meeting_that_google_does_not_take_ends_with_its_code"),
    Code.AVAILABILITY_UNKNOWN: ("google_refusals", "a_calendar_that_cannot_be_read_is_availability_unknown"),
    Code.OUTCOME_UNKNOWN: ("google_refusals", "a_meeting_that_google_does_not_take_ends_with_its_code"),
    Code.INTERNAL: ("defect_limit", "too_many_defects_end_the_process_and_leave_the_rest_to_a_good_release"),
    Code.RESULT_TOO_LARGE: ("list_upcoming", "a_page_that_no_record_holds_is_refused"),
    Code.PUSH_NOT_CONFIGURED: ("sync_calendar", "without_an_address_for_google_no_calendar_is_watched"),
}
"""The file and the test, without the `test_` that both begin with."""


def test_no_code_is_left_out() -> None:
    assert REACHED.keys() == set(Code)


@pytest.mark.parametrize("code", Code)
def test_a_test_on_the_wire_ends_with_the_code(code: Code) -> None:
    file, name = REACHED[code]
    source = (HERE / f"test_{file}.py").read_text()

    assert "pytestmark = pytest.mark.real" in source
    assert any(
        mentions(text, code) for text in (words_of(source, f"test_{name}"), *imported_from_here(source))
    )


def words_of(source: str, name: str) -> str:
    """Return the text of a test, with the constants of its module."""
    module = ast.parse(source)
    wanted = [node for node in ast.walk(module) if getattr(node, "name", None) == name]
    assert wanted, f"there is no {name}"
    constants = [node for node in module.body if isinstance(node, ast.Assign)]
    return "\n".join(ast.unparse(node) for node in (*wanted, *constants))


def imported_from_here(source: str) -> Iterator[str]:
    """Give the modules beside a test that it takes its commands from."""
    for name in re.findall(r"^from tests\.wire\.(\w+) import", source, re.MULTILINE):
        yield (HERE / f"{name}.py").read_text()


def mentions(text: str, code: Code) -> bool:
    return f"Code.{code.name}" in text or f'"{code}"' in text or f"'{code}'" in text
