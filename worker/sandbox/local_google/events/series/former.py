"""What a series had and has no more: an increment of instances has to say so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import UTC_ZONE, Span
from worker.sandbox.local_google.events.meeting import Copy, Gone
from worker.sandbox.local_google.events.series.instances import instance, is_start, starts


def vanished(
    calendar: Calendar,
    copy: Copy,
    since: int,
    window: Callable[[dict[str, Any]], Span],
    assumptions: Assumptions,
) -> list[Copy]:
    """Return tombstones for the events by which `singleEvents` showed a meeting before a version."""
    known = [fields for version, fields in copy.meeting.former if version > since]
    gone = {one.meeting.id: one for fields in known for one in _gone(copy, fields, window, assumptions)}
    # What stands there as an exception, or its tombstone, speaks for itself.
    return [one for event_id, one in gone.items() if calendar.copies.get(event_id, copy) is copy]


def _gone(
    copy: Copy, fields: dict[str, Any], window: Callable[[dict[str, Any]], Span], assumptions: Assumptions
) -> list[Copy]:
    if not fields.get("recurrence"):  # a single event that became a series
        return [replace(copy, gone=Gone.WITHDRAWN)] if copy.is_series else []
    former = replace(copy, meeting=replace(copy.meeting, shared=fields), own_shared={})
    lost = (
        start
        for start in starts(fields, window(fields), UTC_ZONE, assumptions)
        if not (copy.is_series and is_start(copy.shared, start, assumptions))
    )
    return [replace(instance(former, start), gone=Gone.WITHDRAWN) for start in lost]
