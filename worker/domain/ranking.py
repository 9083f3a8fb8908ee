"""Which free slot is better, in whole numbers: the same input gives the same order, always.

A slot's points are its features times their weights, its score the share of what could be had.
Equal points go to the earlier start.

Where there are several days, the best slots of each have a bonus that falls from the first to the
fourth, which has none. It is given last, along the order that the features make of a day: so it
mixes days, and never the slots of one. It outweighs soonness: where nothing else differs, the
best of every day comes before the fourth of any.

A free slot at exactly the preferred time beats every other: any other has less than half of that
feature, and the other half is not less than all the rest together, the bonus included.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from worker.domain.interval import Interval
from worker.domain.rank_reason import RankReason
from worker.domain.ranking_features import FULL, SPREAD, Feature, all_of_it, features
from worker.domain.search_request import Person, not_visible
from worker.domain.starts import Starts
from worker.domain.sweep import Sweep

UNKNOWN_COST = 20
"""Taken off the score where everybody's calendar is unknown; in proportion otherwise."""
_GOOD_A_DAY = 3
"""How many slots of a day have a bonus."""


@dataclass(frozen=True, slots=True)
class RankedSlot:
    slot: Interval
    score: int
    """0 to 100."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    starts: Starts
    features: tuple[Feature, ...]
    cost: int
    """What unknown calendars take off every score."""
    points: Mapping[int, int]
    """Of every free start."""

    def order(self, indices: Iterable[int]) -> list[int]:
        """Return free starts, given in order of time, the best first."""
        return _best_first(indices, self.points)

    def slot(self, index: int) -> RankedSlot:
        most = FULL * sum(feature.weight for feature in self.features)
        score = max(0, 100 * self.points[index] // most - self.cost)
        reasons = [feature.reason(index) for feature in self.features]
        if self.cost:
            reasons.append(RankReason.UNKNOWN_PARTICIPANTS)
        return RankedSlot(self.starts.slot(index), score, tuple(name for name in reasons if name))


def rank(done: Sweep) -> Ranking:
    own = tuple(features(done))
    free = done.starts.indices(done.free)
    points = {index: sum(feature.weight * feature.value(index) for feature in own) for index in free}
    bonus = tuple(_spread(done, points))
    for feature in bonus:
        points = {index: had + feature.weight * feature.value(index) for index, had in points.items()}
    return Ranking(done.starts, (*own, *bonus), _cost(done.request.people), points)


def _best_first(indices: Iterable[int], points: Mapping[int, int]) -> list[int]:
    return sorted(indices, key=points.__getitem__, reverse=True)  # equal ones stay in order of time


def _spread(done: Sweep, points: Mapping[int, int]) -> Iterator[Feature]:
    starts = done.starts
    if len({starts.days[index] for index in starts.indices(done.offered)}) > 1:
        places = _places(done, points)
        yield all_of_it(
            SPREAD,
            lambda index: FULL * max(0, _GOOD_A_DAY - places[index]) // _GOOD_A_DAY,
            RankReason.BEST_OF_DAY,
        )


def _places(done: Sweep, points: Mapping[int, int]) -> Mapping[int, int]:
    """Return how many of its day are better than each free start.

    Those of the window come first: how far is read beyond it changes nothing in it.
    """
    found, more = done.starts.indices(done.found), done.starts.indices(done.free & ~done.in_window)
    better: Counter[int] = Counter()
    places = {}
    for index in (*_best_first(found, points), *_best_first(more, points)):
        day = done.starts.days[index]
        places[index] = better[day]
        better[day] += 1
    return places


def _cost(people: tuple[Person, ...]) -> int:
    """Return what unknown calendars cost: never nothing where there is one."""
    return -(-UNKNOWN_COST * len(not_visible(people)) // max(1, len(people)))
