"""How a process is told to stop: once to end in order, twice to end at once.

Signals are heard from the beginning to the end of a process: as the first one of a container it
has no other handler, and Linux drops what nobody handles. An orderly end has its time. Should it
take longer, against all expectation, the process leaves as well: what was running is not done,
and is taken up by another replica.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ENDED_AT_ONCE = 1


def leave_at_once() -> None:
    os._exit(ENDED_AT_ONCE)


def leave_unbegun() -> None:
    structlog.get_logger().info("stopped while starting")
    leave_at_once()


@dataclass(slots=True)
class Stop:
    """What the first signal does: until there is something to end in order, the process leaves."""

    in_order: Callable[[], None] = leave_unbegun

    def __call__(self) -> None:
        self.in_order()


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
    """Give what is to be called when the end begins: `leave` then follows, unless the block ends in time.

    To call it again gives no more time.
    """
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
