"""`workingHours` of the primary calendar of a Workspace account [D][S4].

They are written whole: what is absent, null or empty changes nothing.
"""

from typing import Any

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.refusals import invalid

FIELD = "workingHours"
DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
MINUTES_A_DAY = 1440


def can_have_hours(call: Call, calendar: Calendar) -> bool:
    owner = call.world.accounts.get(calendar.owner)
    return calendar.primary and owner is not None and owner.in_workspace


def shown_hours(call: Call, calendar: Calendar) -> Json:
    """Return the field as the caller sees it."""
    own = calendar.owner == call.caller.subject
    if not can_have_hours(call, calendar) or not (own or call.world.assumptions.others_see_working_hours):
        return {}
    if calendar.working_hours is not None:
        return {FIELD: calendar.working_hours}
    unset_is_shown = call.world.assumptions.unset_working_hours == "disabled"
    return {FIELD: {"workingHoursEnabled": False}} if unset_is_shown else {}


def written_hours(call: Call, calendar: Calendar) -> Json | None:
    """Return the hours after a write: those of the body, or the ones there were."""
    given = call.body.get(FIELD)
    if not given:
        return calendar.working_hours
    if not can_have_hours(call, calendar):
        refuse_elsewhere(call)
        return calendar.working_hours
    return _clean(given)


def refuse_elsewhere(call: Call) -> None:
    """Refuse hours for a calendar that can have none, or pass over them."""
    if call.body.get(FIELD) and call.world.assumptions.working_hours_elsewhere == "refuse":
        raise invalid("Only primary calendars of Google Workspace users have working hours.")


def _clean(given: Any) -> Json:
    if not isinstance(given, dict):
        raise invalid("Invalid working hours.")
    enabled, times = given.get("workingHoursEnabled", False), given.get("availableTimes") or []
    if not isinstance(enabled, bool) or not isinstance(times, list):
        raise invalid("Invalid working hours.")
    if enabled and not times:
        raise invalid("Working hours cannot be enabled without available times.")
    kept = [_clean_period(one) for one in times]
    return {"workingHoursEnabled": enabled, **({"availableTimes": kept} if kept else {})}


def _clean_period(given: Any) -> Json:
    """Check one block of a day: minutes from its start, the end exclusive [D]."""
    if not isinstance(given, dict) or given.get("dayOfWeek") not in DAYS:
        raise invalid("Invalid day of week.")
    start, end = (_minute(given.get(name)) for name in ("periodStart", "periodEnd"))
    if not start < end <= MINUTES_A_DAY:
        raise invalid("Invalid period of working hours.")
    return {"dayOfWeek": given["dayOfWeek"], "periodStart": start, "periodEnd": end}


def _minute(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise invalid("Invalid period of working hours.")
    return given
