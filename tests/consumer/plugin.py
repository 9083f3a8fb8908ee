"""Lets the test that reads everything come last, tells it where the run began, and shows what it read."""

from collections import Counter
from datetime import datetime
from typing import Final

import pytest

from worker.ports.clock import SystemClock

LAST: Final = "test_every_record.py"
BEGAN: Final = pytest.StashKey[datetime]()
READ: Final = pytest.StashKey[Counter[str]]()
"""How many records of each type were read."""


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[BEGAN] = SystemClock().now()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name == LAST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if READ in config.stash:
        read = config.stash[READ]
        terminalreporter.write_line(f"read by a generated consumer: {read.total()} records")
        for name, number in sorted(read.items()):
            terminalreporter.write_line(f"{number:8} {name}")
