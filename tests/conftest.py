"""What every test runs under. The fixtures themselves are in tests/support/."""

import logging
import zoneinfo

import pytest
import structlog
from hypothesis import settings
from structlog.typing import EventDict, WrappedLogger

pytest_plugins = [
    "tests.consumer.fixture",
    "tests.consumer.plugin",
    "tests.support.chosen_broker",
    "tests.support.databases",
    "tests.support.stages",
]

zoneinfo.reset_tzpath(to=())  # the zones of the tzdata package, not this machine's

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.load_profile("quick")  # `--hypothesis-profile=ci` comes later, and wins


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Say nothing in the log; structlog's own default would draw every local variable of a defect.

    Anew for each test: a command line that a test calls configures the log of the process.
    """
    structlog.reset_defaults()
    structlog.configure(processors=[drop])
    logging.getLogger().setLevel(logging.WARNING)


def drop(_logger: WrappedLogger, _method: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent
