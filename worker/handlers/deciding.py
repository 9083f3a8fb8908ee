"""Search, and keep what was asked and what came of it, before anything is done with it.

So what a command's result stands on can be told later, whoever took the command over: the last search
is the one that counts. What only rehearses a command keeps nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from worker.domain.decision import Question, Versions, decide, find
from worker.domain.search import SearchResult
from worker.domain.search_request import SearchRequest
from worker.ports.commands import Claim
from worker.ports.decisions import Decisions

MOST_DAYS, MOST_STARTS, MOST_BUSY = timedelta(days=400), 5000, 3000
"""Days to look at, times people, starts to look at, and busy times of everybody together: up to these a
search takes a few dozen milliseconds at most (`python -m tests.benchmarks scheduling`)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deciding:
    decisions: Decisions
    versions: Versions

    async def search(self, question: Question, claim: Claim | None) -> SearchResult:
        """Search, off the event loop where that takes longer than a moment."""
        if claim is None:
            return await _off_the_loop(question.request, lambda: find(question))
        result, decision = await _off_the_loop(question.request, lambda: decide(question, self.versions))
        await self.decisions.keep(claim, decision)
        return result


async def _off_the_loop(request: SearchRequest, work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work) if is_long(request) else work()


def is_long(request: SearchRequest) -> bool:
    """Tell, without making the grid, whether a search might hold up the event loop."""
    days = len(request.people) * request.read.duration
    busy = sum(len(each.busy) for each in request.people)
    return days > MOST_DAYS or request.read.duration > MOST_STARTS * request.step or busy > MOST_BUSY
