"""The starts that a search looks at, and sets of them.

A meeting of fixed length that starts at `s` overlaps a span [a, b) exactly when
`a - length < s < b`: so a span blocks one run of neighbouring starts. A set of starts is an
integer whose bit `i` stands for start `i`; union, intersection and counting are then single
operations on all starts at once.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.spans import DAY, Span, interval_at
from worker.domain.zones import stretches

Run = tuple[int, int]
"""Neighbouring starts, from the first index up to, and without, the second; none if that is not larger."""

StartSet = int


@dataclass(frozen=True, slots=True)
class Starts:
    at: Sequence[int]
    """Seconds since 1970 in UTC, rising."""
    days: Sequence[int]
    """The local day of each, as days since 1970-01-01."""
    length: int
    """Seconds that the meeting takes."""
    step: int = 0
    """Seconds from every start to the next, where that is always the same; else 0."""

    @property
    def all(self) -> StartSet:
        return (1 << len(self.at)) - 1

    @property
    def bounds(self) -> Span:
        """Return a span that holds every meeting."""
        return (self.at[0], self.at[-1] + self.length) if self.at else (0, 0)

    def slot(self, index: int) -> Interval:
        return interval_at(self.at[index], self.length)

    def before(self, end: int) -> StartSet:
        """Return the starts whose meeting is over by `end`."""
        return (1 << bisect_right(self.at, end - self.length)) - 1

    def earlier_than(self, instant: int) -> StartSet:
        return (1 << bisect_left(self.at, instant)) - 1

    def touching(self, spans: Iterable[Span]) -> list[Run]:
        """Return for each span, in whatever order they come, the starts whose meeting overlaps it."""
        if self.step and self.at:
            return self._reckoned(spans)
        at, length = self.at, self.length
        return [(bisect_right(at, start - length), bisect_left(at, end)) for start, end in spans]

    def _reckoned(self, spans: Iterable[Span]) -> list[Run]:
        """Do as `touching`, twice as fast, by the place that an instant has in a steady row of starts."""
        step, size = self.step, len(self.at)
        before_first = self.at[0] - step
        after, until = before_first + self.length, before_first + 1
        runs = [((start - after) // step, (end - until) // step) for start, end in spans]
        # Two calls of min and max would cost as much as all the rest.
        return [(first if first > 0 else 0, last if last < size else size) for first, last in runs]  # noqa: FURB136

    def inside(self, spans: Iterable[Span]) -> list[Run]:
        """Return for each of the merged spans the starts whose meeting lies wholly in it."""
        at, length = self.at, self.length
        return [(bisect_left(at, start), bisect_right(at, end - length)) for start, end in spans]

    @staticmethod
    def set_of(runs: Iterable[Run]) -> StartSet:
        """Return the starts of all runs together, which may overlap and may be empty."""
        chosen = 0
        for first, last in runs:
            if first < last:
                chosen |= ((1 << last - first) - 1) << first
        return chosen

    def runs(self, chosen: StartSet) -> list[Run]:
        marks = f"{chosen:0{len(self.at)}b}"[::-1]
        return [found.span() for found in re.finditer("1+", marks)]

    def indices(self, chosen: StartSet) -> list[int]:
        return [index for first, last in self.runs(chosen) for index in range(first, last)]

    def counts(self, weighted: Iterable[tuple[int, Iterable[Run]]]) -> list[int]:
        """Return for each start the sum of the weights of all runs that hold it."""
        change = [0] * (len(self.at) + 1)
        for weight, runs in weighted:
            for first, last in runs:
                if first < last:
                    change[first] += weight
                    change[last] -= weight
        return list(accumulate(change))[:-1]


def first_of(chosen: StartSet) -> int:
    """Return the lowest index of a set that is not empty."""
    return (chosen & -chosen).bit_length() - 1


def grid(zone: ZoneInfo, bounds: Span, step: int, length: int) -> Starts:
    """Return every start on the grid whose meeting fits into `bounds`.

    The grid is drawn on the wall clock: multiples of `step` after local midnight, anew every
    day. What the clocks skip is not there, and what they repeat is there twice.
    """
    start, end = bounds[0], bounds[1] - length + 1
    at: list[int] = []
    days: list[int] = []
    found = stretches(zone, start, end) if start < end else []
    for stretch in found:
        wall, wall_end = stretch.start + stretch.offset, stretch.end + stretch.offset
        for day in range(wall // DAY, (wall_end - 1) // DAY + 1):
            midnight = day * DAY
            first = max(0, -(-(wall - midnight) // step)) * step
            points = range(first, min(DAY, wall_end - midnight), step)
            at.extend(range(midnight + first - stretch.offset, midnight + points.stop - stretch.offset, step))
            days.extend([day] * len(points))
    is_steady = DAY % step == 0 and len({stretch.offset % step for stretch in found}) == 1
    return Starts(at, days, length, step if is_steady else 0)
