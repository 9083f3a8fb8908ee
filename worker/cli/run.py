"""`vai-calendar run`: one worker, until it is told to stop."""

import asyncio
import platform
import sys
import zoneinfo
from collections.abc import Callable

import structlog

from worker import logs
from worker.app.run import run as run_worker
from worker.cli.application import release
from worker.cli.known_secrets import secrets_of
from worker.settings.environment import read
from worker.settings.model import Settings


def run() -> int:
    """Start a worker. It stops in order on SIGTERM, and at once on a second one."""
    zoneinfo.reset_tzpath(to=())  # every replica must reckon with the same zones: the package's
    settings = read(Settings)
    logs.configure(settings.worker.log_level, sys.stderr, secrets_of(settings))
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        loop = type(runner.get_loop()).__module__
        structlog.get_logger().info(
            "starting", version=release(), python=platform.python_version(), loop=loop
        )
        return runner.run(run_worker(settings))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's maker of loops where it is installed, else None: asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415  (an extra: it may be absent)
    except ImportError:
        return None
    return uvloop.new_event_loop
