"""What a search for a meeting's time is asked: who, when, how long, and under which rules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.holidays import DaysOff
from worker.domain.interval import Interval
from worker.domain.work_time import without_working_days
from worker.domain.working_hours import Exceptions, Hours

MORE_DAYS = 7
"""How far beyond the window is read, for relaxations and suggestions."""
LONGEST_READING = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Person:
    """One participant, with all that is known of their time."""

    email: str
    required: bool
    """An optional person never blocks a slot; having them free only ranks it higher."""
    zone: ZoneInfo
    hours: Hours
    """Empty: never at work."""
    visibility: Visibility = Visibility.READABLE
    busy: tuple[Interval, ...] = ()
    """What Google shows."""
    promised: tuple[Interval, ...] = ()
    """Holds and bookings of this system, whether Google shows them already or not."""
    days_off: DaysOff = frozenset()
    """Public holidays where they are: days of their own zone on which no part of the meeting may lie."""
    own: bool = False
    """The user whose calendar it is: nobody proposes to drop them."""
    exceptions: Exceptions = ()
    """Days on which the hours are others, or on which there are none."""

    @property
    def kept_days_off(self) -> DaysOff:
        """The public holidays without those on which the person said to work."""
        return without_working_days(self.days_off, self.exceptions)


@dataclass(frozen=True, slots=True)
class ExcludedDays:
    """Days of the requester's zone on which no part of the meeting may lie."""

    dates: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset()
    """Monday is 0."""

    def __contains__(self, day: date) -> bool:
        return day in self.dates or day.weekday() in self.weekdays

    def __bool__(self) -> bool:
        return bool(self.dates or self.weekdays)


NOTHING_EXCLUDED = ExcludedDays()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    people: tuple[Person, ...]
    """Each address once."""
    window: Interval
    """Where the whole meeting has to lie."""
    read: Interval
    """For which time `busy` and `promised` are known; see `reading`."""
    duration: timedelta
    """Elapsed time, whatever the clocks do meanwhile."""
    zone: ZoneInfo
    """The requester's: for the grid of starts and for excluded days."""
    now: datetime
    step: timedelta = timedelta(minutes=30)
    """Starts lie on its multiples after local midnight."""
    notice: timedelta = timedelta(0)
    gap_before: timedelta = timedelta(0)
    """Free time that is wanted before the meeting; it may lie outside working hours."""
    gap_after: timedelta = timedelta(0)
    excluded: ExcludedDays = NOTHING_EXCLUDED
    preferred: datetime | None = None
    on_not_visible: OnNotVisible = OnNotVisible.TREAT_FREE

    def __post_init__(self) -> None:
        emails = [person.email for person in self.people]
        if len(set(emails)) != len(emails):
            raise ValueError("a participant is named twice")
        if min(self.duration, self.step) <= timedelta(0):
            raise ValueError("duration and step are longer than nothing")


def reading(window: Interval, gap_before: timedelta, gap_after: timedelta) -> Interval:
    """Return what to read for a window: its gaps and up to seven days more."""
    more = min(timedelta(days=MORE_DAYS), max(LONGEST_READING - window.duration, timedelta(0)))
    return window.widened(gap_before, gap_after + more)


def not_visible(people: tuple[Person, ...]) -> tuple[str, ...]:
    """Return the addresses whose calendars the user may not see, in order."""
    return tuple(sorted(p.email for p in people if p.visibility is Visibility.NOT_VISIBLE))
