"""The guards that can be switched off, and the program of a worker without one.

A scenario that finds nothing wrong with its guard switched off shows nothing with it on.
"""

from collections.abc import Callable, Mapping, Sequence

from tests.faults.replicas.guards import (
    acknowledgement,
    broken_grant,
    commit_rule,
    dead_letter_acknowledgement,
    dead_letters,
    doubt,
    drain,
    fence,
    lanes,
    leak,
    memory_of_runs,
    own_ids,
    reminder_transaction,
    reservation,
    stored_result,
    throttle,
    waiting_out,
)
from tests.faults.world.fleet import WORKER

Off = Callable[[], None]
"""Takes the guard out of this process, for good."""

GUARDS: Mapping[str, Off] = {
    "acknowledgement": acknowledgement.off,
    "broken-grant": broken_grant.off,
    "commit-rule": commit_rule.off,
    "dead-letter-acknowledgement": dead_letter_acknowledgement.off,
    "dead-letters": dead_letters.off,
    "doubt": doubt.off,
    "drain": drain.off,
    "fence": fence.off,
    "lanes": lanes.off,
    "leak": leak.off,
    "memory-of-runs": memory_of_runs.off,
    "own-ids": own_ids.off,
    "reminder-transaction": reminder_transaction.off,
    "reservation": reservation.off,
    "stored-result": stored_result.off,
    "throttle": throttle.off,
    "waiting-out": waiting_out.off,
}


def program_without(guard: str | None) -> Sequence[str]:
    """Return what to start: the worker as everybody runs it, unless a guard is to be missing."""
    return WORKER if guard is None else ("-m", "tests.faults.replicas.replica", guard)
