"""The writable fields of an event: what each may hold, and what is silently dropped.

Unknown and read-only fields in a body are ignored; a known field with a bad value is a 400.
Fields that hold their default are not kept, because Google does not return them.
"""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.events.attendees import clean_attendees
from worker.sandbox.local_google.events.event_times import clean_times
from worker.sandbox.local_google.events.extended_properties import clean_properties
from worker.sandbox.local_google.events.reminders import clean_reminders
from worker.sandbox.local_google.events.series.recurrence import check_recurrence
from worker.sandbox.local_google.events.status_events import check_type
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid

EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")
STATUSES = frozenset({"confirmed", "tentative", "cancelled"})
TYPES = frozenset({"default", "outOfOffice", "focusTime", "workingLocation", "birthday"})
"""Those that can be made: `fromGmail` cannot [D]."""


def text(given: Any) -> str:
    if not isinstance(given, str):
        raise invalid("Invalid value: text expected.")
    return given


def switch(given: Any) -> bool:
    if not isinstance(given, bool):
        raise invalid("Invalid value: boolean expected.")
    return given


def obj(given: Any) -> Json:
    if not isinstance(given, dict):
        raise invalid("Invalid value: object expected.")
    return given


def number(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise invalid("Invalid value: integer expected.")
    return given


def one_of(*choices: str) -> Callable[[Any], str]:
    def check(given: Any) -> str:
        if given not in choices:
            raise invalid(f"Invalid value for: one of {', '.join(choices)} expected.")
        return str(given)

    return check


def recurrence(given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(line, str) for line in given):
        raise invalid("Invalid recurrence rule.")
    return list(given)


def source(given: Any) -> Json:
    url = obj(given).get("url")
    if not isinstance(url, str) or not re.match(r"https?://", url):
        raise invalid("Invalid source URL.")
    return {"url": url, **({"title": text(given["title"])} if given.get("title") else {})}


def event_type(given: Any) -> str:
    if given not in TYPES:
        raise invalid("Invalid event type.")
    return str(given)


CHECKS: dict[str, Callable[[Any], Any]] = {
    "summary": text,
    "description": text,
    "location": text,
    "colorId": text,
    "status": one_of(*sorted(STATUSES)),
    "transparency": one_of("opaque", "transparent"),
    "visibility": one_of("default", "public", "private", "confidential"),
    "guestsCanInviteOthers": switch,
    "guestsCanModify": switch,
    "guestsCanSeeOtherGuests": switch,
    "anyoneCanAddSelf": switch,
    "sequence": number,
    "eventType": event_type,
    "recurrence": recurrence,
    "source": source,
    "attendees": clean_attendees,
    "reminders": clean_reminders,
    "extendedProperties": clean_properties,
    "outOfOfficeProperties": obj,
    "focusTimeProperties": obj,
    "workingLocationProperties": obj,
    "birthdayProperties": obj,
    "privateCopy": switch,
}
DEFAULTS: dict[str, Any] = {
    "summary": "",
    "description": "",
    "location": "",
    "colorId": "",
    "transparency": "opaque",
    "visibility": "default",
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "anyoneCanAddSelf": False,
    "privateCopy": False,
    "recurrence": [],
    "attendees": [],
    "extendedProperties": {},
    "reminders": {"useDefault": True},
}


def clean_fields(body: Json, calendar_zone: ZoneInfo, assumptions: Assumptions) -> Json:
    """Return what of a whole event body is kept, or refuse it."""
    fields = {name: check(body[name]) for name, check in CHECKS.items() if body.get(name) is not None}
    fields = {name: value for name, value in fields.items() if value != DEFAULTS.get(name)}
    fields.setdefault("status", "confirmed")
    fields.setdefault("eventType", "default")
    fields |= clean_times(body, calendar_zone, assumptions)
    check_recurrence(fields, body, assumptions)
    check_type(fields)
    return fields


def merge_patch(current: Json, patch: Json) -> Json:
    """Merge a patch: objects merge, null deletes, arrays are replaced [S12]."""
    merged = dict(current)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            inner = merged.get(name)
            merged[name] = merge_patch(inner if isinstance(inner, dict) else {}, value)
        else:
            merged[name] = value
    return merged
