"""The search as one would write it first: every start, every person, every busy time.

The reference of the benchmark: it shares nothing with the worker's search, so the same answers from
both mean something. It works on whole seconds, expands everybody's hours once, and looks no
further where one person is not free.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest
from worker.domain.working_hours import WorkingHours

Seconds = tuple[int, int]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Diary:
    """One required person, in seconds since 1970."""

    email: str
    at_work: tuple[Seconds, ...]
    busy: tuple[Seconds, ...]

    def works(self, start: int, end: int) -> bool:
        return any(opens <= start and end <= closes for opens, closes in self.at_work)

    def is_busy(self, start: int, end: int) -> bool:
        return any(begins < end and start < ends for begins, ends in self.busy)


def free_starts(request: SearchRequest) -> list[int]:
    """Return every start of the window at which everybody required is at work and free."""
    duration = int(request.duration.total_seconds())
    diaries = diaries_of(request)
    return [
        start
        for start in starts(request)
        if all(
            each.works(start, start + duration) and not each.is_busy(start, start + duration)
            for each in diaries
        )
    ]


def starts(request: SearchRequest) -> range:
    """Return the grid of a zone with whole hours in a window that begins on it."""
    first, end = seconds(request.window)
    return range(first, end - int(request.duration.total_seconds()) + 1, int(request.step.total_seconds()))


def diaries_of(request: SearchRequest) -> list[Diary]:
    return [_diary(each, request.window) for each in request.people if each.required]


def _diary(person: Person, window: Interval) -> Diary:
    at_work = tuple(_shifts(person, window))
    return Diary(person.email, at_work, tuple(seconds(each) for each in person.busy))


def _shifts(person: Person, window: Interval) -> Iterator[Seconds]:
    day, last = (window.start - DAY).date(), (window.end + DAY).date()
    while day <= last:
        for each in person.hours:
            if day.weekday() in each.days:
                yield _shift(day, each, person.zone)
        day += DAY


def _shift(day: date, hours: WorkingHours, zone: ZoneInfo) -> Seconds:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    opens = midnight.replace(hour=hours.start_minute // 60, minute=hours.start_minute % 60)
    closes = midnight.replace(hour=hours.end_minute // 60, minute=hours.end_minute % 60)
    return int(opens.astimezone(UTC).timestamp()), int(closes.astimezone(UTC).timestamp())


def seconds(interval: Interval) -> Seconds:
    return int(interval.start.timestamp()), int(interval.end.timestamp())
