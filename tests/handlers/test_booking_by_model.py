"""Whatever meets whatever: nobody is in two meetings of this system, and nothing is done twice.

Commands go on in small steps beside each other, die, lose their leases, come again; answers of Google's
get lost; people write, move, delete, decline and bring back by hand; holds expire. What people do by hand
wins: an overlap that a person made is theirs.
"""

import asyncio

from hypothesis import settings

from tests.handlers.bookings.in_memory import InMemory
from tests.handlers.bookings.machine import play

GAMES = settings(max_examples=60, stateful_step_count=30, deadline=None, derandomize=True)


async def in_memory() -> InMemory:
    return InMemory()


def test_whatever_meets_whatever_in_memory() -> None:
    with asyncio.Runner() as runner:
        play(runner.get_loop(), in_memory, GAMES)
