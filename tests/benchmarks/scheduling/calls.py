"""What of the worker's search is measured: it alone, with its explanation, with relaxations, and all of it.

Every call expands working hours anew, as the reference does. The worker keeps what it expanded.
"""

from functools import partial

from tests.benchmarks.scheduling.straightforward import free_starts
from tests.benchmarks.scheduling.straightforward_rank import ranked
from tests.benchmarks.stopwatch import Call
from worker.domain import working_hours
from worker.domain.explanation import Explanation, explain
from worker.domain.ranking import rank
from worker.domain.relaxations import relaxations
from worker.domain.search import search
from worker.domain.search_request import SearchRequest
from worker.domain.sweep import sweep

REFERENCE, PLAIN, EXPLAINED, RELAXED, WHOLE = "reference", "plain", "explained", "relaxed", "whole"
REFERENCE_RANKED, RANKED = "reference_ranked", "ranked"


def calls(request: SearchRequest) -> dict[str, Call]:
    """Return the calls on a request. `relaxed` only says something where nothing is free."""
    return {
        REFERENCE: partial(free_starts, request),
        REFERENCE_RANKED: partial(ranked, request),
        PLAIN: partial(plain, request),
        RANKED: partial(in_order, request),
        EXPLAINED: partial(explained, request),
        RELAXED: partial(with_relaxations, request),
        WHOLE: partial(whole, request),
    }


def plain(request: SearchRequest) -> list[int]:
    _forget_hours()
    done = sweep(request)
    return [done.starts.at[index] for index in done.starts.indices(done.found)]


def in_order(request: SearchRequest) -> list[int]:
    """Rank what was found, and put it in order."""
    _forget_hours()
    done = sweep(request)
    return rank(done).order(done.starts.indices(done.found))


def explained(request: SearchRequest) -> tuple[list[int], Explanation]:
    _forget_hours()
    done = sweep(request)
    return [done.starts.at[index] for index in done.starts.indices(done.found)], explain(done, ())


def with_relaxations(request: SearchRequest) -> Explanation:
    _forget_hours()
    done = sweep(request)
    return explain(done, relaxations(done))


def whole(request: SearchRequest) -> object:
    """Rank, suggest and explain, as for a command."""
    _forget_hours()
    return search(request)


def _forget_hours() -> None:
    working_hours._expanded.cache_clear()
