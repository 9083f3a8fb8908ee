"""Which free slot is better, in whole numbers: the same input gives the same order, always.

Each feature gives up to `FULL` times its weight. Only features that can tell slots apart
count: without a preferred time its weight is left out, without optional people theirs. The
score is the share of what could be had. A free slot at exactly the preferred time beats
every other: half of that feature outweighs all the rest. Equal points go to the earlier start.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest, not_visible
from worker.domain.spans import DAY, ceil_seconds
from worker.domain.starts import Starts
from worker.domain.sweep import Sweep
from worker.domain.working_hours import Exceptions, Hours, WorkingHours, open_spans

FULL = 1000
PREFERRED, OPTIONAL, CORE, FAIR, SOON = 70, 10, 8, 7, 5
UNKNOWN_COST = 20
"""Taken off the score where everybody's calendar is unknown; in proportion otherwise."""
_HOUR = 3600
_NEAR = 2 * _HOUR
_WEEK = 7 * DAY
HoursThere = tuple[Hours, ZoneInfo, Exceptions]
_FAIR_HOURS: Hours = (WorkingHours(frozenset(range(7)), 8 * 60, 19 * 60),)


class RankReason(StrEnum):
    """What speaks for a slot, and lastly against it."""

    PREFERRED_TIME = "preferred_time"
    NEAR_PREFERRED_TIME = "near_preferred_time"
    """Within two hours of it."""
    OPTIONAL_FREE = "optional_free"
    """Every optional person is free, and at work."""
    CORE_HOURS = "core_hours"
    """At nobody's edge of the working day."""
    FAIR_HOURS = "fair_hours"
    """Between 08:00 and 19:00 on everybody's clock."""
    SOON = "soon"
    """Within a day of the window's start."""
    UNKNOWN_PARTICIPANTS = "unknown_participants"


@dataclass(frozen=True, slots=True)
class RankedSlot:
    slot: Interval
    score: int
    """0 to 100."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    weight: int
    value: Callable[[int], int]
    """Of the start with an index, 0 to `FULL`."""
    reasons: tuple[tuple[int, RankReason], ...]
    """From which value on which reason is given, the highest first."""

    def reason(self, index: int) -> RankReason | None:
        value = self.value(index)
        return next((name for least, name in self.reasons if value >= least), None)


@dataclass(frozen=True, slots=True)
class Ranking:
    starts: Starts
    features: tuple[Feature, ...]
    cost: int
    """What unknown calendars take off every score."""
    points: Mapping[int, int]
    """Of every free start."""

    def order(self, indices: Iterable[int]) -> list[int]:
        """Return free starts, the best first."""
        return sorted(indices, key=lambda index: (-self.points[index], index))

    def slot(self, index: int) -> RankedSlot:
        most = FULL * sum(feature.weight for feature in self.features)
        score = max(0, 100 * self.points[index] // most - self.cost)
        reasons = [feature.reason(index) for feature in self.features]
        if self.cost:
            reasons.append(RankReason.UNKNOWN_PARTICIPANTS)
        return RankedSlot(self.starts.slot(index), score, tuple(name for name in reasons if name))


def rank(done: Sweep) -> Ranking:
    features = (*_when(done.request, done.starts), *_who(done))
    free = done.starts.indices(done.free)
    points = {index: sum(feature.weight * feature.value(index) for feature in features) for index in free}
    return Ranking(done.starts, features, _cost(done.request.people), points)


def _when(request: SearchRequest, starts: Starts) -> Iterator[Feature]:
    if request.preferred is not None:
        wanted = ceil_seconds(request.preferred)
        reasons = (FULL, RankReason.PREFERRED_TIME), (_nearness(_NEAR), RankReason.NEAR_PREFERRED_TIME)
        yield Feature(PREFERRED, lambda index: _nearness(abs(starts.at[index] - wanted)), reasons)
    yield Feature(SOON, _soonness(starts, ceil_seconds(request.window.start)), ((FULL, RankReason.SOON),))


def _nearness(distance: int) -> int:
    """Return `FULL` for no distance, else less than half of it, a quarter after an hour."""
    return FULL * _HOUR // (2 * (_HOUR + distance)) if distance else FULL


def _soonness(starts: Starts, window_start: int) -> Callable[[int], int]:
    """Give `FULL` on the first day, half of it a week later."""
    return lambda index: FULL * _WEEK // (_WEEK + max(0, starts.at[index] - window_start - DAY))


def _who(done: Sweep) -> Iterator[Feature]:
    people, starts = done.request.people, done.starts
    optional = [each for each in done.people if not each.person.required]
    if optional:
        free = starts.counts((1, starts.runs(starts.all & ~each.any)) for each in optional)
        yield _share(OPTIONAL, free, len(optional), RankReason.OPTIONAL_FREE)
    if people:
        own = Counter((person.hours, person.zone, person.exceptions) for person in people)
        same: Counter[HoursThere] = Counter((_FAIR_HOURS, person.zone, ()) for person in people)
        yield _share(CORE, _inside(own, starts, core=True), len(people), RankReason.CORE_HOURS)
        yield _share(FAIR, _inside(same, starts, core=False), len(people), RankReason.FAIR_HOURS)


def _inside(groups: Counter[HoursThere], starts: Starts, *, core: bool) -> list[int]:
    """Count for each start the people on whose clocks the meeting lies inside the given hours."""
    return starts.counts(
        (number, starts.inside(open_spans(hours, zone, *starts.bounds, core=core, exceptions=exceptions)))
        for (hours, zone, exceptions), number in groups.items()
    )


def _share(weight: int, counts: Sequence[int], total: int, reason: RankReason) -> Feature:
    """Weigh how many of all people a start suits."""
    return Feature(weight, lambda index: FULL * counts[index] // total, ((FULL, reason),))


def _cost(people: tuple[Person, ...]) -> int:
    """Return what unknown calendars cost: never nothing where there is one."""
    return -(-UNKNOWN_COST * len(not_visible(people)) // max(1, len(people)))
