"""What replicas are made to do, and what is arranged for them before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tests.crashes.replicas import Place, Replica
from worker.domain.event_ids import HOLD, MEETING, event_id, follow_up_step
from worker.domain.interval import Interval
from worker.engine.record import Record
from worker.engine.retry import RetryPolicy
from worker.messages.commands.known import GROUP_OF
from worker.messages.topics import Topics
from worker.ports.clock import SystemClock
from worker.sandbox.local_google.wire.faults import Fault

START = datetime(2030, 1, 7, 10, tzinfo=UTC)
SLOT = Interval(START, START + timedelta(minutes=30))
WIRE_SLOT = {"start": SLOT.start.isoformat(), "end": SLOT.end.isoformat()}
DUE = (START + timedelta(days=1)).isoformat()
FOLLOW_UP = follow_up_step(0)


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
    await replica.receive(record(schedule(place, hold_id=hold_id(place), follow_up_actions=[])))
    await replica.publish_changes()


def hold(place: Place, **fields: Any) -> dict[str, Any]:
    people = [{"email": place.bob}]
    named = {"type": "hold_slot", "command_id": "hold-1", "user_id": place.ana}
    return {**named, "slot": WIRE_SLOT, "participants": people, **fields}


def hold_id(place: Place) -> str:
    return event_id(place.ana, "hold-1", HOLD)


async def hold_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(hold(place)))


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


async def cancel_what_is_owed(place: Place, replica: Replica) -> None:
    await cancel_it(place, replica)
    await place.let_everything_come_due()
    await run_errands(place, replica)


async def run_errands_twice(place: Place, replica: Replica) -> None:
    await replica.run_errands()
    await place.let_everything_come_due()
    await run_errands(place, replica)


async def run_errands(_place: Place, replica: Replica) -> None:
    await replica.run_errands()
    await replica.publish_changes()


async def reject_once(place: Place, _replica: Replica) -> None:
    await place.control.add_fault(
        Fault(method="POST", path="/events$", subject=place.ana, status=400, reason="invalid")
    )


async def replay_after_a_defect(place: Place, replica: Replica) -> None:
    """What was answered `internal` is taken up again by a replay of its record."""
    for _ in range(2):
        await replica.receive(record(schedule(place, follow_up_actions=[])))
    await place.do(find_out, later=timedelta(seconds=61))  # where the dead one may have written
    await replica.publish_changes()


async def find_out(place: Place, replica: Replica) -> None:
    await place.let_everything_come_due()
    await replica.reconciler.reconcile_due()
    await replica.reconciler.send_unsent()


async def lose_the_answer(place: Place, _replica: Replica) -> None:
    await place.control.add_fault(
        Fault(method="POST", path="/events$", subject=place.ana, when="after", status=503)
    )


async def lose_the_write(place: Place, _replica: Replica) -> None:
    """Let a write get no answer and have no effect, and the next be refused for now."""
    await place.control.add_fault(Fault(method="POST", path="/events$", subject=place.ana, status=503))
    await place.control.add_fault(
        Fault(method="POST", path="/events$", subject=place.ana, status=429, reason="rateLimitExceeded")
    )


async def find_nothing_and_write(place: Place, replica: Replica) -> None:
    """See one absence, which proves nothing, and then write after all."""
    hurried = in_a_hurry(replica)
    await hurried.receive(record(schedule(place, follow_up_actions=[])))
    for _ in range(2):
        await find_out(place, hurried)
    await hurried.publish_changes()


async def withhold_and_find_out(place: Place, replica: Replica) -> None:
    """Two records of one command, whose write is lost when there is no time left for another try."""
    hurried = in_a_hurry(replica)
    body = schedule(place, follow_up_actions=[])
    for offset in (0, 1):
        await hurried.receive(record(body, offset))
    await find_out(place, hurried)
    await hurried.publish_changes()


def in_a_hurry(replica: Replica) -> Replica:
    """Return the replica with no time for another try."""
    impatient = replace(replica.parts.settings, retry=RetryPolicy(budget=timedelta(0)))
    return replace(replica, parts=replace(replica.parts, settings=impatient))
