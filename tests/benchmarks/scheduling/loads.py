"""The searches that are measured: so many people, so busy, for so many days.

Busy times are drawn over the whole reading, day and night, one from each of so many equal parts, and
lie apart from each other like those that Google gives. Everybody keeps office hours in one of three
neighbouring zones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest, reading
from worker.domain.working_hours import OFFICE_HOURS

START = datetime(2026, 3, 9, tzinfo=UTC)
"""Clocks in Europe go forward on the 29th."""
GRAIN = timedelta(minutes=15)
HALF_HOUR = timedelta(minutes=30)
NO_GAP = timedelta(0)
_ZONES = tuple(map(ZoneInfo, ("Europe/Bucharest", "Europe/Berlin", "Europe/London")))
_LENGTHS = (1, 2, 2, 3, 4)
"""Of a busy time, in grains."""


@dataclass(frozen=True, slots=True)
class Load:
    people: int
    busy: int
    """Of each person."""
    days: int

    @property
    def name(self) -> str:
        return f"{self.people} x {self.busy} x {self.days}"

    def request(self, duration: timedelta = HALF_HOUR) -> SearchRequest:
        """Return the same search whenever it is asked for."""
        random = Random(self.name)
        window = Interval(START, START + timedelta(days=self.days))
        read = reading(window, NO_GAP, NO_GAP)
        return SearchRequest(
            people=tuple(_person(n, _busy(random, read, self.busy)) for n in range(self.people)),
            window=window,
            read=read,
            duration=duration,
            zone=_ZONES[0],
            now=START,
            step=GRAIN,
        )


LOADS = (Load(2, 20, 7), Load(10, 120, 30), Load(50, 200, 60))
SMALL, MIDDLE, LARGE = LOADS


def _person(number: int, busy: tuple[Interval, ...]) -> Person:
    zone = _ZONES[number % len(_ZONES)]
    return Person(f"p{number}@vai.example", True, zone, OFFICE_HOURS, busy=busy, own=number == 0)


def _busy(random: Random, read: Interval, count: int) -> tuple[Interval, ...]:
    room = read.duration // GRAIN // count
    """Grains for each busy time and the free time around it."""
    starts = (read.start + GRAIN * (n * room + random.randrange(room)) for n in range(count))
    drawn = [Interval(start, start + GRAIN * random.choice(_LENGTHS)) for start in starts]
    return tuple(_apart(drawn))


def _apart(drawn: list[Interval]) -> list[Interval]:
    """Cut each short where the next begins."""
    cut = [Interval(each.start, min(each.end, after.start)) for each, after in pairwise(drawn)]
    return cut + drawn[-1:]
