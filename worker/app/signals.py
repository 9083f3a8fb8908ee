"""How a worker is told to stop: once to end in order, twice to end at once."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ENDED_AT_ONCE = 1


@contextmanager
def stopping_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at the first signal; leave the process at the second."""
    told = False

    def tell() -> None:
        nonlocal told
        if told:
            os._exit(ENDED_AT_ONCE)
        told = True
        stop()

    loop = asyncio.get_running_loop()
    for each in SIGNALS:
        loop.add_signal_handler(each, tell)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
