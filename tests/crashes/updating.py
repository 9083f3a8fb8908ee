"""What a worker does to change a meeting that is there.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from typing import Any

from tests.crashes.deeds import record, schedule, schedule_it
from tests.crashes.replicas import Place, Replica
from tests.crashes.scenario import BOTH, MADE, Scenario
from worker.domain.event_ids import MEETING, event_id
from worker.sandbox.local_google.wire.faults import Fault


def update(place: Place, kind: str, command_id: str, **fields: Any) -> dict[str, Any]:
    meeting = event_id(place.ana, "c-1", MEETING)
    return {"type": kind, "command_id": command_id, "user_id": place.ana, "event_id": meeting, **fields}


async def schedule_alone(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place, participants=[], follow_up_actions=[])))
    await replica.publish_changes()


async def let_bob_join(place: Place, replica: Replica) -> None:
    bob = {"email": place.bob}
    await replica.receive(record(update(place, "update_meeting", "join-1", add_participants=[bob])))
    await replica.publish_changes()


async def meet_another_version_and_lose_the_answer(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    for fault in (
        Fault(method="PATCH", subject=place.ana, status=412, reason="conditionNotMet"),
        Fault(method="PATCH", subject=place.ana, when="after", status=503),
    ):
        await place.control.add_fault(fault)


async def mark_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(update(place, "update_status", "status-1", status="held")))
    await replica.publish_changes()


async def take_ana_off(place: Place, replica: Replica) -> None:
    """Ask for what only a look at the event finds wrong: its organizer cannot leave it."""
    await replica.receive(record(update(place, "update_meeting", "leave-1", remove_participants=[place.ana])))


TOLD = (
    "commands.finish",
    "publisher.publish",
    "outbox.pending",
    "publisher.publish",
    "outbox.published",
)
ENTERED = (
    "commands.claim",
    "accounts.account",
    "calendars.home_of",
    "calendars.known",
    "commands.enter_meeting",
    "calendar.get",
)

UPDATING = {
    "join": Scenario(
        prepare=schedule_alone,
        act=let_bob_join,
        calls=(
            *ENTERED,
            "calendar.free_busy",
            "reservations.taken",
            "decisions.keep",
            "reservations.reserve",
            "calendar.patch",
            *TOLD,
        ),
        alive=BOTH[:1],
        changes=(MADE[0], ("c-1", MEETING, "updated")),
        answered={"c-1": 1, "join-1": 1},
        answer={"unknown_participants": []},
    ),
    "refused as it is written": Scenario(
        prepare=schedule_it,
        act=take_ana_off,
        calls=(*ENTERED, "commands.unclaim", "publisher.publish"),
        alive=BOTH,
        changes=MADE,
        answered={"c-1": 1},
    ),
    "status": Scenario(
        prepare=meet_another_version_and_lose_the_answer,
        act=mark_it,
        calls=(
            *ENTERED,
            "commands.save",
            "calendar.patch!",
            "calendar.get",
            "commands.save",
            "calendar.get",
            "commands.save",
            "calendar.patch!",
            "commands.release",
            "commands.claim",
            "accounts.account",
            "commands.enter_meeting",
            "calendar.get",
            *TOLD,
        ),
        alive=BOTH,
        changes=(*MADE, ("c-1", MEETING, "updated")),
        answered={"c-1": 1, "status-1": 1},
    ),
}
