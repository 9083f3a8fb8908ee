"""The error codes are those of the contract, each with its status, in the code and in the schema."""

import re

import pytest

from worker.codes import Code
from worker.messages.schemas import documents

REJECTED = (
    *("invalid_command", "wrong_topic", "reply_topic_not_allowed", "expired", "command_id_reused"),
    *("account_not_connected", "account_not_allowed", "reauthorization_required", "insufficient_scope"),
    *("consent_failed", "no_slot", "slot_taken", "hold_expired", "hold_not_found", "hold_mismatch"),
    *("too_many_holds", "event_not_found", "calendar_not_found", "not_organizer", "already_cancelled"),
    *("not_visible", "push_not_configured"),
)
FAILED = (
    *("concurrent_change", "quota_exhausted", "google_unavailable", "rate_limited", "availability_unknown"),
    *("outcome_unknown", "internal", "result_too_large"),
)
RETRYABLE = {"concurrent_change", "google_unavailable", "rate_limited", "availability_unknown"}
"""What may go another way a moment later; what nobody knows the outcome of would be done twice."""
CODES = documents()["error"]["$defs"]["Code"]


def test_the_schema_has_every_code_of_the_contract_and_no_other() -> None:
    assert sorted(CODES["enum"]) == sorted(REJECTED + FAILED)


@pytest.mark.parametrize(
    ("code", "status"), [*((code, "rejected") for code in REJECTED), *((code, "failed") for code in FAILED)]
)
def test_the_schema_says_which_status_goes_with_a_code(code: str, status: str) -> None:
    line = re.search(rf"^- `{code}` \((\w+)(, retryable)?\): (.+)\.$", CODES["description"], re.MULTILINE)

    assert line is not None
    assert line[1] == status
    assert Code(code).is_failure == (status == "failed")
    assert Code(code).is_retryable == bool(line[2]) == (code in RETRYABLE)
