"""How long a search and what is kept of it hold up the event loop: the CPU time of the loop's own thread."""

import asyncio
import time
from dataclasses import dataclass

from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_decisions import FakeDecisions
from worker.domain.decision import UNVERSIONED, Question
from worker.domain.search_request import SearchRequest
from worker.handlers.deciding import Deciding, is_long
from worker.ports.clock import SystemClock
from worker.ports.commands import Claim, Request

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
    commands = FakeCommands(SystemClock())
    deciding = Deciding(FakeDecisions(commands), UNVERSIONED)
    claim = await commands.claim(Request("user", "command", "check_availability", b"", b""))
    assert isinstance(claim, Claim)
    start = time.thread_time()
    await deciding.search(Question(request, LIMIT), claim)
    return (time.thread_time() - start) * 1000
