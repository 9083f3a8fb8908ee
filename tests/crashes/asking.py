"""What a worker does for a follow-up of its own, and for questions about meetings.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from typing import Any

from tests.crashes.by_hand import sync
from tests.crashes.deeds import DUE, FOLLOW_UP, find_out, in_a_hurry, lose_the_answer, record, schedule
from tests.crashes.replicas import Place, Replica
from tests.crashes.scenario import BOTH, MADE, Scenario
from worker.domain.event_ids import MEETING, event_id

FOLLOWED = ("commands.claim", "accounts.account", "calendars.home_of", "calendars.known")
FIRST_SIGHT = ("calendars.known", "calendar.describe", "calendars.remember")
ANSWERED = ("commands.finish", "publisher.publish")
TOLD = ("outbox.pending", "publisher.publish", "outbox.published")
TASK = ("task-1", FOLLOW_UP)


def command(place: Place, kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "command_id": "task-1", "user_id": place.ana, **fields}


def follow_up(place: Place, **fields: Any) -> dict[str, Any]:
    return command(place, "create_follow_up", title="Call back", due=DUE, **fields)


async def schedule_alone(place: Place, replica: Replica) -> None:
    await replica.receive(record(schedule(place, follow_up_actions=[])))
    await replica.publish_changes()


async def follow_it_up(place: Place, replica: Replica) -> None:
    await replica.receive(record(follow_up(place, event_id=event_id(place.ana, "c-1", MEETING))))
    await replica.publish_changes()


async def remember_and_find_out(place: Place, replica: Replica) -> None:
    hurried = in_a_hurry(replica)
    await hurried.receive(record(follow_up(place)))
    await find_out(place, hurried)
    await hurried.publish_changes()


async def read_the_calendar(place: Place, replica: Replica) -> None:
    await schedule_alone(place, replica)
    await replica.receive(record(sync(place, "sync-0")))


async def get_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(command(place, "get_meeting", event_id=event_id(place.ana, "c-1", MEETING))))


async def list_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(command(place, "list_upcoming")))


async def list_what_is_known(place: Place, replica: Replica) -> None:
    await replica.receive(record(command(place, "list_upcoming", max_staleness_seconds=86_400)))


ASKING = {
    "follow up": Scenario(
        prepare=schedule_alone,
        act=follow_it_up,
        calls=(
            *FOLLOWED,
            "commands.enter_meeting",
            "calendar.get",
            "work_times.known",
            "commands.save",
            "calendar.insert",
            *ANSWERED,
            *TOLD,
        ),
        alive=(BOTH[0], TASK),
        changes=(MADE[0], (*TASK, "created")),
        answered={"c-1": 1, "task-1": 1},
    ),
    "follow up in doubt": Scenario(
        prepare=lose_the_answer,
        act=remember_and_find_out,
        calls=(
            *FOLLOWED[:2],
            *FIRST_SIGHT,
            "work_times.known",
            "commands.save",
            "calendar.insert!",
            "commands.withhold",
            "commands.due",
            "accounts.account",
            "calendar.insert!",
            "calendar.get",
            "commands.finish",
            "commands.unsent",
            "publisher.publish",
            "commands.sent",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=(TASK,),
        changes=((*TASK, "created"),),
        answered={"task-1": 1},
    ),
    "get": Scenario(
        prepare=schedule_alone,
        act=get_it,
        calls=(*FOLLOWED, "calendar.get", *ANSWERED),
        alive=BOTH[:1],
        changes=MADE[:1],
        answered={"c-1": 1, "task-1": 1},
    ),
    "list": Scenario(
        act=list_it,
        calls=(*FOLLOWED[:2], *FIRST_SIGHT, "calendar.list_instances", *ANSWERED),
        answered={"task-1": 1},
        answer={"source": "google", "meetings": []},
    ),
    "list what is known": Scenario(
        prepare=read_the_calendar,
        act=list_what_is_known,
        calls=(*FOLLOWED[:2], "calendars.known", "synchronisations.snapshot", *ANSWERED),
        alive=BOTH[:1],
        changes=MADE[:1],
        answered={"c-1": 1, "sync-0": 1, "task-1": 1},
        answer={"source": "snapshot"},
    ),
}
