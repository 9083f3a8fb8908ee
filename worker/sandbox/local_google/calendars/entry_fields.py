"""What a person may write to an entry of their calendar list [D]."""

from typing import Any

from worker.sandbox.local_google.events.reminders import clean_reminders
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.refusals import invalid, not_implemented

SWITCHES = ("selected", "hidden")
TEXTS = ("summaryOverride", "colorId")
OCCASIONS = frozenset({"eventCreation", "eventChange", "eventCancellation", "eventResponse", "agenda"})


def written_fields(call: Call, before: Json) -> Json:
    """Return the person's fields after a write over `before`; what is null or off is not kept."""
    if call.query.boolean("colorRgbFormat"):
        raise not_implemented("colours in RGB format")
    fields = dict(before)
    for name in (*SWITCHES, *TEXTS, "defaultReminders", "notificationSettings"):
        if name in call.body:
            fields[name] = _clean(name, call.body[name])
    return {name: value for name, value in fields.items() if value}


def _clean(name: str, given: Any) -> Any:
    if given is None:
        return None
    if name in SWITCHES or name in TEXTS:
        if not isinstance(given, bool if name in SWITCHES else str):
            raise invalid(f"Invalid {name}.", name)
        return given
    return _reminders(given) if name == "defaultReminders" else _notifications(given)


def _reminders(given: Any) -> list[Json]:
    kept: list[Json] = clean_reminders({"useDefault": False, "overrides": given}).get("overrides", [])
    return kept


def _notifications(given: Any) -> Json:
    listed = given.get("notifications", []) if isinstance(given, dict) else None
    if not isinstance(listed, list) or not all(_is_notification(one) for one in listed):
        raise invalid("Invalid notification settings.", "notificationSettings")
    return {"notifications": listed} if listed else {}


def _is_notification(given: Any) -> bool:
    return isinstance(given, dict) and given.get("method") == "email" and given.get("type") in OCCASIONS
