"""Events that say where somebody is, and birthdays: what each must be [S21][S22]."""

from datetime import date
from typing import Any

from worker.sandbox.local_google.events.absence import MODES, PROPERTIES
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid, required

PLACES = frozenset({"homeOffice", "officeLocation", "customLocation"})
NEEDED = {**PROPERTIES, "workingLocation": "workingLocationProperties"}
LEAP_DAY = (2, 29)


def check_new_type(fields: Json) -> None:
    """Check what an event of a type must bring along when it is made."""
    needed = NEEDED.get(fields["eventType"])
    if needed and needed not in fields:
        raise required(f"Missing {needed}.")


def check_type(fields: Json) -> None:
    kind = fields["eventType"]
    if kind in PROPERTIES:
        _check_absence(kind, fields)
    elif kind == "workingLocation":
        _check_working_location(fields)
    elif kind == "birthday":
        _check_birthday(fields)


def _check_absence(kind: str, fields: Json) -> None:
    if "date" in fields["start"] or fields.get("transparency", "opaque") != "opaque":
        raise invalid(f"An event of type {kind} must be timed and opaque.")
    mode = fields.get(PROPERTIES[kind], {}).get("autoDeclineMode")
    if mode is not None and mode not in MODES:
        raise invalid("Invalid autoDeclineMode.")


def _check_working_location(fields: Json) -> None:
    if fields.get("transparency") != "transparent" or fields.get("visibility") != "public":
        raise invalid("A working location must be transparent and public.")
    if "date" in fields["start"] and _days(fields) != 1:
        raise invalid("A working location is timed, or lasts one day.")
    if fields.get("workingLocationProperties", {}).get("type") not in PLACES:
        raise invalid("Invalid working location type.")


def _check_birthday(fields: Json) -> None:
    if "date" not in fields["start"] or _days(fields) != 1:
        raise invalid("A birthday lasts one day.")
    if fields.get("transparency") != "transparent" or fields.get("visibility") != "private":
        raise invalid("A birthday must be transparent and private.")
    if fields.get("birthdayProperties", {}).get("type", "birthday") != "birthday":
        raise invalid("Only birthdays can be made.")
    if not _is_yearly(fields):
        raise invalid("A birthday recurs every year.")


def _is_yearly(fields: Json) -> bool:
    """Say whether a birthday recurs as it must; that of 29 February is on the last day of the month."""
    lines: Any = fields.get("recurrence", [])
    if len(lines) != 1 or not lines[0].startswith("RRULE:"):
        return False
    parts = set(lines[0].removeprefix("RRULE:").split(";"))
    day = date.fromisoformat(fields["start"]["date"])
    leap = {"BYMONTH=2", "BYMONTHDAY=-1"} if (day.month, day.day) == LEAP_DAY else set()
    return parts == {"FREQ=YEARLY", *leap}


def _days(fields: Json) -> int:
    first, last = (date.fromisoformat(fields[name]["date"]) for name in ("start", "end"))
    return (last - first).days
