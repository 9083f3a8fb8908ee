"""The week that the demo plays in: the next one, Monday to Friday, so that nothing lies in the past."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from worker.domain.interval import Interval
from worker.domain.zones import at_wall, local_date
from worker.sandbox.demo.people import ANA, Person

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WORKDAYS = 5
NINE, SEVENTEEN = 9, 17
"""The hours that a search keeps to by default, on everybody's own clock."""


@dataclass(frozen=True, slots=True)
class Week:
    monday: date

    @classmethod
    def after(cls, now: datetime) -> Self:
        today = local_date(now, ANA.zone)
        return cls(today + timedelta(days=7 - today.weekday()))

    def on(self, day: int, from_hour: int, to_hour: int, person: Person) -> Interval:
        """Return full hours of a day, by the clock of a person."""
        that_day = self.monday + timedelta(days=day)
        start, end = (at_wall(that_day, hour * 60, person.zone) for hour in (from_hour, to_hour))
        return Interval(start, end)

    @property
    def window(self) -> dict[str, str]:
        """Monday to Friday, as a command asks for it."""
        first, last = (self.on(day, NINE, SEVENTEEN, ANA) for day in (MONDAY, FRIDAY))
        return as_span(Interval(first.start - timedelta(hours=9), last.end + timedelta(hours=7)))


def as_span(interval: Interval) -> dict[str, str]:
    """Write an interval as a command does."""
    return {"start": interval.start.isoformat(), "end": interval.end.isoformat()}


def span_of(shown: dict[str, Any]) -> Interval:
    """Read a slot or an event of a result."""
    return Interval(*(datetime.fromisoformat(shown[end]["utc"]) for end in ("start", "end")))


def at_work(interval: Interval, person: Person) -> bool:
    """Tell whether it lies inside the default working hours on this person's clock."""
    start, end = person.local(interval.start), person.local(interval.end)
    same_day = start.date() == end.date() and start.weekday() < WORKDAYS
    return same_day and start.hour >= NINE and (end.hour, end.minute) <= (SEVENTEEN, 0)


def day_and_hour(instant: datetime, person: Person) -> str:
    return f"{person.local(instant):%a %-d %b %H:%M}"


def hours(interval: Interval, person: Person) -> str:
    start, end = person.local(interval.start), person.local(interval.end)
    return f"{start:%a %-d %b} {start:%H:%M} – {end:%H:%M}"  # noqa: RUF001  (hours are joined by a dash)
