"""What every command but `run` does first."""

import sys
from typing import TypeVar

from worker import logs
from worker.settings.environment import read
from worker.settings.model import Part

P = TypeVar("P", bound=Part)


def settings(part: type[P]) -> P:
    """Read the settings, and keep the libraries quiet: the command itself says what goes wrong."""
    logs.configure("critical", sys.stderr)
    return read(part)
