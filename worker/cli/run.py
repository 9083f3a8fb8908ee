"""`vai-calendar run`: one worker, until it is told to stop."""

import asyncio
import platform
import sys
import zoneinfo
from collections.abc import Callable
from types import TracebackType

import structlog

from worker import logs
from worker.app.failure import cause_of
from worker.app.run import run as run_worker
from worker.app.version import release
from worker.cli.known_secrets import secrets_of
from worker.errors import BrokerUnavailable, FatalError, Misconfigured, StoreUnavailable
from worker.settings.environment import read
from worker.settings.model import Settings

NOT_NOW = 1
"""The exit code when a worker could not go on: start it anew."""


def run() -> int:
    """Start a worker. It stops in order on SIGTERM, and at once on a second one."""
    zoneinfo.reset_tzpath(to=())  # every replica must reckon with the same zones: the package's
    settings = read(Settings)
    start_log(settings)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        loop = type(runner.get_loop()).__module__
        structlog.get_logger().info(
            "starting", version=release(), python=platform.python_version(), loop=loop
        )
        return ended(lambda: runner.run(run_worker(settings)))


def ended(work: Callable[[], int]) -> int:
    """Return the exit code of a worker. What it could not go on with is the last line of its log."""
    try:
        return work()
    except* Misconfigured:  # not the log's business: the command says which setting it is
        raise
    except* (FatalError, BrokerUnavailable, StoreUnavailable) as group:
        structlog.get_logger().critical("stopped", reason=cause_of(group))
    return NOT_NOW


def start_log(settings: Settings) -> None:
    logs.configure(settings.worker.log_level, sys.stderr, secrets_of(settings))
    sys.excepthook = tell_the_log


def tell_the_log(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Put what ends the process into the log, without secrets: Python would write it out as it is."""
    structlog.get_logger().critical("stopped by a defect", exc_info=(kind, error, trace))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's maker of loops where it is installed, else None: asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415  (an extra: it may be absent)
    except ImportError:
        return None
    make: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return make
