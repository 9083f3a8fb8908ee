"""What the `recurrence` of an event must be: readable lines, and one zone to expand them in [D][S19]."""

import re

from worker.domain.recurrence import skipped_lines
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.events.event_times import UTC_ZONE
from worker.sandbox.local_google.instants import zone
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid, required

SIXTH_OF_MONTH = re.compile(r"BYDAY=[^;]*\b[+-]?([6-9]|[1-9][0-9])(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
WITHIN_MONTHS = re.compile(r"FREQ=MONTHLY|BYMONTH=", re.IGNORECASE)


def check_recurrence(fields: Json, body: Json, assumptions: Assumptions) -> None:
    """Refuse a series that cannot be expanded. `body` has the times as they came."""
    if not fields.get("recurrence"):
        return
    all_day = "date" in fields["start"]
    if not all_day:
        _check_zone(body)
    place = zone(fields["start"].get("timeZone")) or UTC_ZONE
    broken = skipped_lines(fields["recurrence"], place, all_day=all_day)
    if broken and assumptions.broken_recurrence_lines == "refuse":
        raise invalid("Invalid recurrence rule.")
    if any(SIXTH_OF_MONTH.search(line) and WITHIN_MONTHS.search(line) for line in fields["recurrence"]):
        raise invalid("Invalid recurrence rule: no month has so many of a weekday.")


def _check_zone(body: Json) -> None:
    names = [body[name].get("timeZone") for name in ("start", "end")]
    if not names[0]:
        raise required("Missing time zone definition for start time.")
    if names[1] and names[1] != names[0]:
        raise invalid("A recurring event has one time zone.")
