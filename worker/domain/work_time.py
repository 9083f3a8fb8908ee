"""When one person is at work, in one value: weekly hours, the days that differ, and in which zone.

A day that differs counts before the weekly hours and before public holidays: it was said of this very day.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from worker.domain.holidays import DaysOff
from worker.domain.working_hours import Exceptions, Hours


@dataclass(frozen=True, slots=True)
class WorkTime:
    zone: ZoneInfo
    """The person's own: hours, exceptions and days off are by its clocks."""
    hours: Hours
    """Of every week. Empty: never at work."""
    exceptions: Exceptions = ()
    """Days with other hours than the week's, or none; each date once, in order."""
    days_off: DaysOff = frozenset()
    """Public holidays."""
