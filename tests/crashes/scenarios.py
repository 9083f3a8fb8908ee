"""What a worker does, call by call, and what must be true of it in the end, whoever died on the way.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.crashes.deeds import (
    FOLLOW_UP,
    cancel_it,
    check_it,
    fail_once_to_read,
    hold_it,
    lose_the_answer,
    owe_a_deletion,
    owe_a_follow_up,
    run_errands,
    run_errands_twice,
    schedule_and_delete_by_hand,
    schedule_it,
    schedule_what_is_held,
    schedule_where_it_was,
    withhold_and_find_out,
)
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
    """Command, step and kind of all changes, in order."""
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
    "reservations.reserve",
)
MADE = (("c-1", MEETING, "created"), ("c-1", FOLLOW_UP, "created"))
BOTH = (("c-1", MEETING), ("c-1", FOLLOW_UP))

SCENARIOS = {
    "schedule": Scenario(
        act=schedule_it,
        calls=(
            *CHOSEN,
            "calendar.insert",
            "calendar.insert",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH,
        changes=MADE,
        answered={"c-1": 1},
        answer={"pending": []},
    ),
    "cancel": Scenario(
        prepare=schedule_it,
        act=cancel_it,
        calls=(
            "commands.claim",
            "accounts.account",
            "calendars.home_of",
            "calendars.known",
            "commands.enter_meeting",
            "calendar.get",
            "commands.save",
            "calendar.delete",
            "calendars.follow_ups",
            "calendar.get",
            "calendar.delete",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        changes=(*MADE, ("c-1", MEETING, "cancelled"), ("c-1", FOLLOW_UP, "cancelled")),
        answered={"c-1": 1, "cancel-1": 1},
        answer={"already_gone": False, "pending": []},
    ),
    "check": Scenario(
        act=check_it,
        calls=(
            "commands.claim",
            "accounts.account",
            "calendar.free_busy",
            "reservations.taken",
            "commands.finish",
            "publisher.publish",
        ),
        answered={"c-1": 1},
    ),
    "hold": Scenario(
        prepare=hold_it,
        act=schedule_what_is_held,
        calls=(
            *CHOSEN[:5],
            "reservations.hold",
            *CHOSEN[5:7],
            "reservations.use_hold",
            "calendar.insert",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[:1],
        changes=MADE[:1],
        answered={"c-1": 1},
    ),
    "deleted by hand": Scenario(
        prepare=schedule_and_delete_by_hand,
        act=schedule_where_it_was,
        calls=(
            "commands.claim",
            "accounts.account",
            "calendars.known",
            "calendar.free_busy",
            "reservations.taken",
            "accounts.account",
            "calendar.get",
            "reservations.correct",
            "reservations.taken",
            "reservations.reserve",
            "calendar.insert",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[:1],
        changes=(("c-0", MEETING, "created"), MADE[0]),
        answered={"c-0": 1, "c-1": 1},
    ),
    "try again": Scenario(
        prepare=fail_once_to_read,
        act=check_it,
        calls=(
            "commands.claim",
            "accounts.account",
            "calendar.free_busy!",
            "commands.release",
            "commands.claim",
            "accounts.account",
            "calendar.free_busy",
            "reservations.taken",
            "commands.finish",
            "publisher.publish",
        ),
        answered={"c-1": 1},
    ),
    "owed follow-up": Scenario(
        prepare=owe_a_follow_up,
        act=run_errands_twice,
        calls=(
            "chores.due",
            "accounts.account",
            "calendar.insert!",
            "chores.postpone",
            "chores.due",
            "accounts.account",
            "calendar.insert",
            "chores.done",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH,
        changes=MADE,
        answered={"c-1": 1},
        answer={"pending": [{"action": "create_follow_up", "title": "Follow-up: Call back"}]},
    ),
    "owed deletion": Scenario(
        prepare=owe_a_deletion,
        act=run_errands,
        calls=(
            "chores.due",
            "accounts.account",
            "calendar.get",
            "calendar.delete",
            "chores.done",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        changes=(*MADE, ("c-1", MEETING, "cancelled"), ("c-1", FOLLOW_UP, "cancelled")),
        answered={"c-1": 1, "cancel-1": 1},
    ),
    "withheld": Scenario(
        prepare=lose_the_answer,
        act=withhold_and_find_out,
        calls=(
            *CHOSEN,
            "calendar.insert!",
            "commands.withhold",
            "commands.claim",
            "commands.wait",
            "commands.due",
            "accounts.account",
            "calendar.insert!",
            "calendar.get",
            "commands.finish",
            "commands.unsent",
            "publisher.publish",
            "publisher.publish",
            "commands.sent",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[:1],
        changes=MADE[:1],
        answered={"c-1": 2},
    ),
}
