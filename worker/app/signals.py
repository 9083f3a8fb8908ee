"""How a process is told to stop: once to end in order, twice to end at once.

An orderly end has its time. Should it take longer, against all expectation, the process leaves
as well: what was running is not done, and is taken up by another replica.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog

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


@contextmanager
def leaving_after(
    within: timedelta, leave: Callable[[], None] = leave_at_once
) -> Iterator[Callable[[], None]]:
    """Give what is to be called when the stop begins: `leave` then follows, unless the block ends in time."""
    loop = asyncio.get_running_loop()
    timers: list[asyncio.TimerHandle] = []

    def too_late() -> None:
        structlog.get_logger().error("not stopped in time", seconds=within.total_seconds())
        leave()

    try:
        yield lambda: timers.append(loop.call_later(within.total_seconds(), too_late))
    finally:
        for timer in timers:
            timer.cancel()
