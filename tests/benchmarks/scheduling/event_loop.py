"""How long a search keeps the event loop from everything else: the CPU time of the loop's own thread."""

import asyncio
import time
from dataclasses import dataclass

from worker.domain.search_request import SearchRequest
from worker.handlers.survey import Survey, Window, is_long

TIMES = 5
LIMIT = 10
"""Slots that a command wants."""


@dataclass(frozen=True, slots=True)
class OnTheLoop:
    where: str
    milliseconds: float
    """The most of some runs."""


def on_the_loop(request: SearchRequest) -> OnTheLoop:
    where = "in a thread" if is_long(request) else "on the loop"
    return OnTheLoop(where, max(asyncio.run(_search(request)) for _ in range(TIMES)))


async def _search(request: SearchRequest) -> float:
    survey = Survey(request, Window(request.window))
    start = time.thread_time()
    await survey.search(LIMIT)
    return (time.thread_time() - start) * 1000
