"""The guards that can be switched off, and the program of a worker without one.

A scenario that finds nothing wrong with its guard switched off shows nothing with it on.
"""

from collections.abc import Callable, Mapping, Sequence

from tests.faults.fleet import WORKER
from tests.faults.guards import commit_rule, lanes, stored_result

Off = Callable[[], None]
"""Takes the guard out of this process, for good."""

GUARDS: Mapping[str, Off] = {
    "commit-rule": commit_rule.off,
    "lanes": lanes.off,
    "stored-result": stored_result.off,
}


def program_without(guard: str | None) -> Sequence[str]:
    """Return what to start: the worker as everybody runs it, unless a guard is to be missing."""
    return WORKER if guard is None else ("-m", "tests.faults.replica", guard)
