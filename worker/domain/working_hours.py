"""When people work, and what that means in instants.

Hours are wall time in a person's own zone: an instant lies inside them when that person's
clock reads inside them. A window whose end is not after its start runs over midnight and
belongs to the day on which it starts. An exceptional day replaces the windows of the week that
start on it; the night shift of the day before still runs into it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from worker.domain.spans import DAY, Span, merged
from worker.domain.zones import day_number, spans_by_day

_MINUTE = 60
_MINUTES_A_DAY = 1440
_EDGE = 8
"""The first and the last eighth of somebody's hours (of eight hours: one hour) are not their core."""
_THURSDAY = 3
"""The weekday of day 0, 1970-01-01."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    days: frozenset[int]
    """Weekdays on which the window starts, Monday is 0."""
    start_minute: int
    """After local midnight, 0 to 1439."""
    end_minute: int
    """0 to 1440; not after the start means on the next day."""

    def __post_init__(self) -> None:
        if not self.days <= frozenset(range(7)):
            raise ValueError(f"not weekdays: {sorted(self.days)}")
        _checked(self.start_minute, self.end_minute)

    @property
    def span(self) -> Span:
        """Start and end in seconds after the midnight of the day on which the window starts."""
        return _span(self.start_minute, self.end_minute)

    @property
    def core(self) -> Span:
        """The same without the edges of the day."""
        return _core(self.span)


def _checked(start_minute: int, end_minute: int) -> None:
    """Raise `ValueError` unless these are minutes of a day, as `WorkingHours` has them."""
    if not (0 <= start_minute < _MINUTES_A_DAY and 0 <= end_minute <= _MINUTES_A_DAY):
        raise ValueError(f"not minutes of a day: {start_minute} to {end_minute}")


def _span(start_minute: int, end_minute: int) -> Span:
    over_midnight = end_minute <= start_minute
    return start_minute * _MINUTE, end_minute * _MINUTE + over_midnight * DAY


def _core(span: Span) -> Span:
    start, end = span
    edge = (end - start) // _EDGE
    return start + edge, end - edge


OFFICE_HOURS = (WorkingHours(frozenset(range(5)), 9 * _MINUTE, 17 * _MINUTE),)
"""Monday to Friday, 09:00 to 17:00: the contract's default."""

Hours = tuple[WorkingHours, ...]


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A day on which somebody's hours are not those of the week."""

    date: date
    """In the person's own zone: the day on which the shifts start."""
    shifts: tuple[tuple[int, int], ...] = ()
    """Start and end in minutes, as of `WorkingHours`; none: a day off."""

    def __post_init__(self) -> None:
        for shift in self.shifts:
            _checked(*shift)

    @property
    def spans(self) -> list[Span]:
        """The shifts in seconds after the day's midnight."""
        return [_span(start, end) for start, end in self.shifts]


Exceptions = tuple[ExceptionalDay, ...]
"""Each date once."""


def open_spans(
    hours: Hours, zone: ZoneInfo, start: int, end: int, *, exceptions: Exceptions = (), core: bool = False
) -> tuple[Span, ...]:
    """Return the working time, merged, of at least [start, end). No hours at all: no working time."""
    return _expanded(hours, zone, start // DAY, -(-end // DAY), core, exceptions)


@lru_cache(maxsize=1024)
def _expanded(
    hours: Hours,
    zone: ZoneInfo,
    first: int,
    last: int,
    core: bool,  # noqa: FBT001 (a key of the cache)
    exceptions: Exceptions,
) -> tuple[Span, ...]:
    special = {day_number(each.date): each.spans for each in exceptions}

    def windows(day: int) -> Iterable[Span]:
        if day in special:
            return [_core(each) if core else each for each in special[day]]
        weekday = (day + _THURSDAY) % 7
        return (each.core if core else each.span for each in hours if weekday in each.days)

    return tuple(merged(spans_by_day(zone, first * DAY, last * DAY, windows)))
