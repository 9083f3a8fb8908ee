"""Find times for a meeting: the one entrance to the search.

A pure function of the request: the same request gives the same answer, byte for byte, in
whatever order people and busy times are named.
"""

from dataclasses import dataclass
from itertools import islice

from worker.domain.explanation import Explanation, explain
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot, rank
from worker.domain.relaxations import relaxations
from worker.domain.search_request import SearchRequest
from worker.domain.suggestions import Suggestion, alternatives, suggest
from worker.domain.sweep import Sweep, sweep

LIMIT = 100


@dataclass(frozen=True, slots=True)
class SearchResult:
    request: SearchRequest
    slots: tuple[RankedSlot, ...]
    """The best ones, in order of rank."""
    found: int
    """How many there are in the window."""
    best_of_days: tuple[RankedSlot, ...]
    """The best of each local day of the window, in order of rank."""
    explanation: Explanation
    suggestions: tuple[Suggestion, ...]
    present: Interval | None = None
    """Where the meeting is now, if it is to be moved: no alternative to anything."""

    def alternatives(self, chosen: Interval, count: int = 3) -> tuple[RankedSlot, ...]:
        """Return the next best slots that do not overlap `chosen` or each other, spread over days."""
        pool = dict.fromkeys(each for each in (*self.slots, *self.best_of_days) if each.slot != self.present)
        return alternatives(pool, chosen, self.request.zone, count)


def search(request: SearchRequest, limit: int = LIMIT) -> SearchResult:
    done = sweep(request)
    ranking = rank(done)
    order = ranking.order(done.starts.indices(done.found))
    return SearchResult(
        request=request,
        slots=tuple(ranking.slot(index) for index in islice(order, limit)),
        found=len(order),
        best_of_days=tuple(ranking.slot(index) for index in _first_of_each_day(done, order)),
        explanation=explain(done, relaxations(done)),
        suggestions=suggest(done, ranking),
    )


def _first_of_each_day(done: Sweep, order: list[int]) -> list[int]:
    best: dict[int, int] = {}
    for index in order:
        best.setdefault(done.starts.days[index], index)
    return list(best.values())
