"""What a worker does, call by call, and what must be true of it in the end, whoever died on the way.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tests.crashes.replicas import Deed, Place, Replica
from worker.domain.event_ids import MEETING, event_id, follow_up_step
from worker.domain.interval import Interval
from worker.engine.record import Record
from worker.engine.retry import RetryPolicy
from worker.messages.commands.known import GROUP_OF
from worker.messages.topics import Topics
from worker.ports.clock import SystemClock
from worker.ports.reservations import Hold
from worker.sandbox.local_google.faults import Fault

START = datetime(2030, 1, 7, 10, tzinfo=UTC)
SLOT = Interval(START, START + timedelta(minutes=30))
WIRE_SLOT = {"start": SLOT.start.isoformat(), "end": SLOT.end.isoformat()}
DUE = (START + timedelta(days=1)).isoformat()
FOLLOW_UP = follow_up_step(0)
HOLD = "hold-1"


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


def schedule(place: Place, command_id: str = "c-1", **fields: Any) -> dict[str, Any]:
    follow_up = {"title": "Call back", "due": DUE}
    return {
        "type": "schedule_meeting",
        "command_id": command_id,
        "user_id": place.ana,
        "title": "Demo",
        "participants": [{"email": place.bob}],
        "follow_up_actions": [follow_up],
        **({} if "hold_id" in fields else {"slot": WIRE_SLOT}),
        **fields,
    }


def cancel(place: Place) -> dict[str, Any]:
    meeting = event_id(place.ana, "c-1", MEETING)
    return {
        "type": "cancel_meeting",
        "command_id": "cancel-1",
        "user_id": place.ana,
        "event_id": meeting,
    }


def record(body: dict[str, Any], offset: int = 0) -> Record:
    return Record(
        topic=Topics().of_group(GROUP_OF[body["type"]]),
        partition=0,
        offset=offset,
        timestamp=SystemClock().now(),
        key=body["user_id"].encode(),
        value=orjson.dumps(body),
        headers=(("correlation-id", str(offset).encode()),),
    )


async def schedule_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place)))
    await replica.publish_changes()


async def check_it(place: Place, replica: Replica) -> None:
    body = schedule(place) | {"type": "check_availability"}
    unknown_there = ("title", "follow_up_actions")
    await replica.receive(record({name: body[name] for name in body if name not in unknown_there}))


async def cancel_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(cancel(place)))
    await replica.publish_changes()


async def schedule_what_is_held(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place, hold_id=HOLD, follow_up_actions=[])))
    await replica.publish_changes()


async def hold_it(place: Place, replica: Replica) -> None:
    held = Hold(HOLD, SLOT, frozenset({place.ana, place.bob}))
    await replica.store.reservations.place_hold(place.ana, held, timedelta(minutes=5))


async def schedule_and_delete_by_hand(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place, "c-0", follow_up_actions=[])))
    await replica.publish_changes()
    ana = await place.control.person(place.ana)
    await ana.delete(event_id(place.ana, "c-0", MEETING))


async def schedule_where_it_was(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place, follow_up_actions=[])))
    await replica.publish_changes()


async def fail_once_to_read(place: Place, _replica: Replica) -> None:
    await place.control.add_fault(Fault(path="freeBusy", subject=place.ana, status=503))


async def owe_a_follow_up(place: Place, replica: Replica) -> None:
    """Let two writes of the follow-up fail: one now, one in the background."""
    await place.control.add_fault(
        Fault(method="POST", path="/events$", subject=place.ana, status=503, skip=1, times=2)
    )
    await schedule_it(place, replica)


async def owe_a_deletion(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    await place.control.add_fault(Fault(method="DELETE", subject=place.ana, status=503, skip=1))
    await cancel_it(place, replica)


async def run_errands_twice(place: Place, replica: Replica) -> None:
    await replica.run_errands()
    await place.let_everything_come_due()
    await run_errands(place, replica)


async def run_errands(_place: Place, replica: Replica) -> None:
    await replica.run_errands()
    await replica.publish_changes()


async def lose_the_answer(place: Place, _replica: Replica) -> None:
    await place.control.add_fault(
        Fault(method="POST", path="/events$", subject=place.ana, when="after", status=503)
    )


async def withhold_and_find_out(place: Place, replica: Replica) -> None:
    """Two records of one command, whose write is lost when there is no time left for another try."""
    impatient = replace(replica.parts.settings, retry=RetryPolicy(budget=timedelta(0)))
    hurried = replace(replica, parts=replace(replica.parts, settings=impatient))
    body = schedule(place, follow_up_actions=[])
    for offset in (0, 1):
        await hurried.receive(record(body, offset))
    await place.let_everything_come_due()
    await hurried.reconciler.reconcile_due()
    await hurried.reconciler.send_unsent()
    await hurried.publish_changes()


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
