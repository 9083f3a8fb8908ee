"""What a worker does, call by call, and what must be true of it in the end, whoever died on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.crashes.deeds import FOLLOW_UP
from tests.crashes.replicas import Deed
from worker.domain.event_ids import MEETING


@dataclass(frozen=True, slots=True)
class Scenario:
    act: Deed
    """What the replica does that dies, and once more the one that comes after it."""
    calls: tuple[str, ...]
    """Every call of a port that this takes, in order."""
    prepare: Deed | None = None
    alive: tuple[tuple[str, str], ...] = ()
    """Command and step of the events that are there in the end."""
    changes: tuple[tuple[str, str, str], ...] = ()
    """Command, step and kind of all changes, in order; the end mark of snapshots is of no command."""
    by_hand: frozenset[str] = frozenset()
    """The kinds among them that people did; all others are a command's."""
    answered: Mapping[str, int] = field(default_factory=dict)
    """Commands that succeeded, and to how many different records."""
    answer: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the `data` of the last of them."""

    @property
    def steps(self) -> list[str]:
        return [step for call in self.calls for step in steps_of(call)]


def steps_of(call: str) -> Sequence[str]:
    name = call.removesuffix("!")
    return [f"{name}:before"] if name != call else [f"{name}:before", f"{name}:after"]


CHOSEN = (
    "commands.claim",
    "accounts.account",
    "calendars.known",
    "calendar.describe",
    "calendars.remember",
    "calendar.free_busy",
    "reservations.taken",
    "work_times.known",
    "decisions.keep",
    "reservations.reserve",
)
MADE = (("c-1", MEETING, "created"), ("c-1", FOLLOW_UP, "created"))
BOTH = (("c-1", MEETING), ("c-1", FOLLOW_UP))
