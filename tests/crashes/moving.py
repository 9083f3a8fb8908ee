"""What a worker does to hold a time, to give it back, and to move a meeting.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from datetime import timedelta
from typing import Any

from tests.crashes.deeds import (
    FOLLOW_UP,
    SLOT,
    hold,
    hold_id,
    hold_it,
    record,
    run_errands_twice,
    schedule_it,
)
from tests.crashes.replicas import Place, Replica
from tests.crashes.scenario import BOTH, MADE, Scenario
from tests.crashes.updating import ENTERED, TOLD, update
from worker.domain.event_ids import MEETING
from worker.sandbox.local_google.wire.faults import Fault

AN_HOUR = timedelta(hours=1)
LATER = {"start": (SLOT.start + AN_HOUR).isoformat(), "end": (SLOT.end + AN_HOUR).isoformat()}


def reschedule(place: Place, **fields: Any) -> dict[str, Any]:
    return update(place, "reschedule_meeting", "move-1", **fields)


async def hold_it_and_give_it_back(place: Place, replica: Replica) -> None:
    await hold_it(place, replica)
    named = {"type": "release_hold", "command_id": "release-1", "user_id": place.ana}
    await replica.receive(record({**named, "hold_id": hold_id(place)}))


async def move_it(place: Place, replica: Replica) -> None:
    """Move it so that it overlaps itself."""
    half = {"start": (SLOT.start + AN_HOUR / 4).isoformat(), "end": (SLOT.end + AN_HOUR / 4).isoformat()}
    await replica.receive(record(reschedule(place, slot=half)))
    await replica.publish_changes()


async def hold_another_hour_and_lose_the_answer(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    await replica.receive(record(hold(place, slot=LATER)))
    await place.control.add_fault(Fault(method="PATCH", subject=place.ana, when="after", status=503))


async def move_it_while_its_follow_up_cannot_be(place: Place, replica: Replica) -> None:
    """Let two writes to the follow-up fail: one now, and in the background the answer of one."""
    await schedule_it(place, replica)
    for fault in (
        Fault(method="PATCH", subject=place.ana, skip=1, status=503),
        Fault(method="PATCH", subject=place.ana, skip=1, when="after", status=503),
    ):
        await place.control.add_fault(fault)
    await move_it(place, replica)


async def move_it_to_what_is_held(place: Place, replica: Replica) -> None:
    await replica.receive(record(reschedule(place, hold_id=hold_id(place))))
    await replica.publish_changes()


FOLLOWED = ("calendars.follow_ups", "chores.moves_of", "calendar.get")
BOTH_TOLD = (*TOLD[:-1], *TOLD[-2:])
BOTH_MOVED = (*MADE, ("c-1", MEETING, "moved"), ("c-1", FOLLOW_UP, "moved"))

MOVING = {
    "hold and release": Scenario(
        act=hold_it_and_give_it_back,
        calls=(
            "commands.claim",
            "accounts.account",
            "reservations.ensure_may_hold",
            "calendar.free_busy",
            "reservations.taken",
            "work_times.known",
            "decisions.keep",
            "commands.time",
            "reservations.place_hold",
            "commands.finish",
            "publisher.publish",
            "commands.claim",
            "accounts.account",
            "reservations.release_hold",
            "commands.finish",
            "publisher.publish",
        ),
        answered={"hold-1": 1, "release-1": 1},
    ),
    "move": Scenario(
        prepare=schedule_it,
        act=move_it,
        calls=(
            *ENTERED,
            *FOLLOWED,
            "calendar.free_busy",
            "calendar.list_instances",
            "reservations.taken",
            "work_times.known",
            "decisions.keep",
            "reservations.reserve",
            "calendar.patch",
            "calendar.patch",
            *BOTH_TOLD,
        ),
        alive=BOTH,
        changes=BOTH_MOVED,
        answered={"c-1": 1, "move-1": 1},
        answer={"unknown_participants": []},
    ),
    "owed move": Scenario(
        prepare=move_it_while_its_follow_up_cannot_be,
        act=run_errands_twice,
        calls=(
            "chores.due",
            "accounts.account",
            "calendar.patch!",
            "chores.postpone",
            "chores.due",
            "accounts.account",
            "calendar.patch!",
            "calendar.get",
            "chores.done",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH,
        changes=BOTH_MOVED,
        answered={"c-1": 1, "move-1": 1},
        answer={"pending": [{"action": "move_follow_up", "title": "Follow-up: Call back"}]},
    ),
    "move into a hold": Scenario(
        prepare=hold_another_hour_and_lose_the_answer,
        act=move_it_to_what_is_held,
        calls=(
            *ENTERED,
            *FOLLOWED,
            "reservations.hold",
            "calendar.free_busy",
            "reservations.taken",
            "work_times.known",
            "decisions.keep",
            "reservations.use_hold",
            "calendar.patch!",
            "commands.release",
            "commands.claim",
            "accounts.account",
            "commands.enter_meeting",
            "calendar.get",
            "calendar.patch",
            *BOTH_TOLD,
        ),
        alive=BOTH,
        changes=BOTH_MOVED,
        answered={"c-1": 1, "hold-1": 1, "move-1": 1},
    ),
}
