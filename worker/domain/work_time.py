"""When one person is at work, in one value: weekly hours, the days that differ, and in which zone.

A day that differs counts before the weekly hours and before public holidays: it was said of this very day.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from worker.domain.holidays import DaysOff
from worker.domain.spans import DAY, Span, without
from worker.domain.working_hours import Exceptions, Hours, open_spans
from worker.domain.zones import spans_of_days


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

    @property
    def kept_days_off(self) -> DaysOff:
        """The public holidays without those on which the person said to work."""
        return without_working_days(self.days_off, self.exceptions)

    def at_work(self, start: int, end: int) -> list[Span]:
        """Return the working time, merged, of at least [start, end), without what lies on days off."""
        worked = open_spans(self.hours, self.zone, start, end, exceptions=self.exceptions)
        off = spans_of_days(self.zone, start - DAY, end + DAY, self.kept_days_off.__contains__)
        return without(worked, off)


def without_working_days(days_off: DaysOff, exceptions: Exceptions) -> DaysOff:
    """Return the days off of somebody with exceptions: hours said of a holiday mean that they work."""
    if not exceptions:
        return days_off
    return days_off - {each.date for each in exceptions if each.shifts}
