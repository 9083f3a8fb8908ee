"""What people do to calendars, and what replicas are made to read of it."""

from datetime import timedelta
from typing import Any

from tests.crashes.deeds import (
    FOLLOW_UP,
    START,
    find_out,
    in_a_hurry,
    lose_the_answer,
    record,
    schedule,
    schedule_it,
)
from tests.crashes.replicas import Place, Replica
from worker.domain.event_ids import MEETING, event_id
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.wire.faults import Fault

LATER = {
    "start": {"dateTime": (START + timedelta(hours=3)).isoformat()},
    "end": {"dateTime": (START + timedelta(hours=4)).isoformat()},
}
WEEKLY = {**LATER, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"], "summary": "Yoga"}
WEEKLY["start"] = {**LATER["start"], "timeZone": "UTC"}
WEEKLY["end"] = {**LATER["end"], "timeZone": "UTC"}


def sync(place: Place, command_id: str = "sync-1", **fields: Any) -> dict[str, Any]:
    return {"type": "sync_calendar", "command_id": command_id, "user_id": place.ana, **fields}


async def synchronise(place: Place, replica: Replica) -> None:
    await replica.receive(record(sync(place)))
    await replica.publish_changes()


async def synchronise_in_full(place: Place, replica: Replica) -> None:
    await replica.receive(record(sync(place, full=True)))
    await replica.publish_changes()


async def follow(_place: Place, replica: Replica) -> None:
    await replica.follow()
    await replica.publish_changes()


async def schedule_and_rename_by_hand(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    await (await hand(place)).patch(event_id(place.ana, "c-1", MEETING), {"summary": "Renamed"})
    await place.let_everything_come_due()


async def change_two_events_that_are_read_one_by_one(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    await replica.receive(record(sync(place, "sync-0")))
    ana = await hand(place)
    await ana.patch(event_id(place.ana, "c-1", MEETING), LATER)
    await ana.delete(event_id(place.ana, "c-1", FOLLOW_UP))
    await place.control.behave(page_size_cap=1)


async def delete_what_google_forgets(place: Place, replica: Replica) -> None:
    """Let a meeting and a series go, and with them the sync token: nobody will be told what went."""
    ana = await hand(place)
    series = await ana.insert(WEEKLY)
    await schedule_it(place, replica)
    await replica.receive(record(sync(place, "sync-0")))
    await ana.delete(event_id(place.ana, "c-1", MEETING))
    await ana.delete(series["id"])
    await place.control.expire_sync_tokens(place.ana)


async def fail_once_to_list(place: Place, replica: Replica) -> None:
    await schedule_it(place, replica)
    await place.control.add_fault(
        Fault(method="GET", path="/events$", subject=place.ana, status=503, reason="backendError")
    )


async def withhold_a_meeting(place: Place, replica: Replica) -> None:
    """Let a write take effect whose answer is lost when there is no time left for another try."""
    await lose_the_answer(place, replica)
    await in_a_hurry(replica).receive(record(schedule(place, follow_up_actions=[])))


async def see_it_and_find_out(place: Place, replica: Replica) -> None:
    """Read the calendar before its command knows what became of it."""
    await replica.receive(record(sync(place)))
    await find_out(place, replica)
    await replica.publish_changes()


async def hand(place: Place) -> Person:
    return await place.control.person(place.ana)
