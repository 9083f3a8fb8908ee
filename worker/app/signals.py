"""How a process is told to stop: once to end in order, twice to end at once."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ENDED_AT_ONCE = 1


def leave_at_once() -> None:
    os._exit(ENDED_AT_ONCE)


@contextmanager
def stopping_on_signals(
    stop: Callable[[], None], again: Callable[[], None] = leave_at_once
) -> Iterator[None]:
    """Call `stop` at the first signal, `again` at every other; by default that leaves the process."""
    told = False

    def tell() -> None:
        nonlocal told
        (again if told else stop)()
        told = True

    loop = asyncio.get_running_loop()
    for each in SIGNALS:
        loop.add_signal_handler(each, tell)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
