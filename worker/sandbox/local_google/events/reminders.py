"""Reminders of one copy of an event [D][S20]."""

from http import HTTPStatus
from typing import Any

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import Refusal, invalid

MOST_OVERRIDES = 5
MOST_MINUTES = 40320
"""Four weeks."""


def clean_reminders(given: Any) -> Json:
    if not isinstance(given, dict):
        raise invalid("Invalid reminders.")
    use_default, overrides = given.get("useDefault", False), given.get("overrides") or []
    if not isinstance(use_default, bool) or not isinstance(overrides, list):
        raise invalid("Invalid reminders.")
    if use_default and overrides:
        raise Refusal(
            HTTPStatus.BAD_REQUEST,
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
        )
    if len(overrides) > MOST_OVERRIDES:
        raise invalid(f"At most {MOST_OVERRIDES} reminder overrides are allowed.")
    kept = [one for one in map(_clean_override, overrides) if one]
    return {"useDefault": use_default, **({"overrides": kept} if kept else {})}


def _clean_override(given: Any) -> Json | None:
    method, minutes = (
        (given.get(n) for n in ("method", "minutes")) if isinstance(given, dict) else (None, None)
    )
    if method == "sms":  # ignored since January 2019 [S4]
        return None
    if method not in {"email", "popup"}:
        raise invalid("Invalid reminder method.")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= MOST_MINUTES:
        raise invalid("Invalid reminder minutes.")
    return {"method": method, "minutes": minutes}
