"""`reschedule_meeting` through the broker: its effect in Google, its repeat, its rivals, and each refusal."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from tests.support.agent import Agent, Json
from tests.wire.changes import told_in_time
from tests.wire.meetings import HOUR, confirmed, meeting, new_person
from tests.wire.moving import LATER, held, let_expire, reschedule
from tests.wire.updating import (
    IN_WHOLE_DAYS,
    TEN_TO_ELEVEN,
    WEEKLY,
    cancel,
    hand,
    patches,
    refusal,
    scheduled,
)
from worker.codes import Code
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

MONDAY = {"start": "2030-01-07T09:00:00+02:00", "end": "2030-01-07T17:00:00+02:00"}
HALF_LATER = {"start": "2030-01-07T10:30:00+02:00", "end": "2030-01-07T11:30:00+02:00"}


def on_day(day: int) -> dict[str, str]:
    """Return the hour from ten on a day of that January."""
    return {name: instant.replace("01-07", f"01-{day:02}") for name, instant in HOUR.items()}


def times(event: Json) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(event[name]["dateTime"]) for name in ("start", "end")}


def instants(slot: dict[str, str]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(instant) for name, instant in slot.items()}


def by_hand(slot: dict[str, str]) -> Json:
    return {name: {"dateTime": at, "timeZone": "Europe/Bucharest"} for name, at in slot.items()}


async def test_the_event_has_another_time_and_is_otherwise_as_it_was(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    fields: Json = {"description": "About us", "location": "Cluj", "conference": "meet"}
    event_id = await scheduled(agent, ana, bob, eve, **fields)
    person = await hand(agent, ana)
    before = await person.get(event_id)

    result = await agent.ask(reschedule(ana, event_id, locale="en"))

    after = await person.get(event_id)
    assert times(after) == instants(LATER)
    assert after["start"]["timeZone"] == before["start"]["timeZone"]
    for name in (
        "summary",
        "description",
        "location",
        "attendees",
        "conferenceData",
        "reminders",
        "organizer",
    ):
        assert after[name] == before[name], name
    private = after["extendedProperties"]["private"]
    assert private["vai_write_id"] != before["extendedProperties"]["private"]["vai_write_id"]
    assert {**private, "vai_write_id": ""} == {**before["extendedProperties"]["private"], "vai_write_id": ""}
    assert result["message"] == "The meeting was moved to Monday, 7 January 2030, 14:00."
    data = result["data"]
    assert data.keys() == {
        *("event", "slot", "alternatives", "unknown_participants", "follow_ups", "pending")
    }
    assert (data["follow_ups"], data["pending"]) == ([], [])
    assert data["event"]["start"]["local"] == LATER["start"]
    assert data["event"]["meet_url"] == after["hangoutLink"]
    assert data["slot"]["start"] == data["event"]["start"]
    assert len(data["alternatives"]) == 3
    created, moved = await told_in_time(agent, ana, 2)
    kinds = [dict(one.headers)["ce_type"].rpartition(b".")[2] for one in (created, moved)]
    assert kinds == [b"created", b"moved"]


async def test_a_search_finds_everybody_another_time_that_may_overlap_its_own(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    event_id = await scheduled(agent, ana, bob)
    for start, end in (("09:00", "10:00"), ("11:30", "17:00")):
        slot = {"start": f"2030-01-07T{start}:00+02:00", "end": f"2030-01-07T{end}:00+02:00"}
        await (await hand(agent, bob)).insert({"summary": "Busy", **by_hand(slot)})

    result = await agent.ask(reschedule(ana, event_id, window=MONDAY))

    assert result["status"] == "succeeded"
    assert times(await (await hand(agent, ana)).get(event_id)) == instants(HALF_LATER)
    assert result["data"]["slot"]["score"] is not None


async def test_sent_twice_it_is_done_once_and_answered_in_the_same_bytes(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    body = reschedule(ana, await scheduled(agent, ana, bob))
    async with asyncio.TaskGroup() as tasks:
        for key in ("one", "two"):
            tasks.create_task(agent.send(body, key))
    first, second = await agent.results(body["command_id"], 2)

    assert first.value == second.value
    assert await patches(agent, ana) == 1


async def test_the_old_time_is_anybody_s_and_the_new_one_is_nobody_else_s(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    await agent.ask(reschedule(ana, await scheduled(agent, ana, bob)))

    taken = await agent.ask(meeting(eve, participants=[{"email": bob}], slot=LATER))
    free = await agent.ask(meeting(eve, participants=[{"email": bob}]))

    assert refusal(taken) == ("rejected", Code.SLOT_TAKEN)
    assert free["status"] == "succeeded"


async def test_of_two_that_move_onto_one_hour_at_once_one_gets_it(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    asked = [
        reschedule(ana, await scheduled(agent, ana, bob)),
        reschedule(eve, await scheduled(agent, eve, bob, slot=HALF_LATER | {"start": HOUR["end"]})),
    ]
    async with asyncio.TaskGroup() as tasks:
        for body in asked:
            tasks.create_task(agent.send(body))
    results = [(await agent.results(body["command_id"]))[0].value or b"" for body in asked]

    assert sorted(b'"succeeded"' in one for one in results) == [False, True]
    assert sum(Code.SLOT_TAKEN.encode() in one for one in results) == 1
    at_two = [one for one in await confirmed(agent.stage, bob) if times(one) == instants(LATER)]
    assert len(at_two) == 1


async def test_a_held_time_is_taken(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    event_id = await scheduled(agent, ana, bob)
    hold_id = await held(agent, ana, bob, slot=LATER)

    assert (await agent.ask(reschedule(ana, event_id, hold_id=hold_id)))["status"] == "succeeded"

    assert times(await (await hand(agent, ana)).get(event_id)) == instants(LATER)
    again = await agent.ask(reschedule(ana, event_id, hold_id=hold_id))
    assert refusal(again) == ("rejected", Code.HOLD_NOT_FOUND)


async def test_where_it_is_already_nothing_is_written(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id = await scheduled(agent, ana)

    result = await agent.ask(reschedule(ana, event_id, slot=HOUR))

    assert (result["status"], result["data"]["event"]["start"]["local"]) == ("succeeded", HOUR["start"])
    assert await patches(agent, ana) == 0


async def test_a_dry_run_says_what_would_be_and_does_nothing(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    event_id = await scheduled(agent, ana, bob)

    result = await agent.ask(reschedule(ana, event_id, dry_run=True))

    assert result["data"]["event"]["start"]["local"] == LATER["start"]
    assert await patches(agent, ana) == 0
    assert (await agent.ask(meeting(bob, slot=LATER)))["status"] == "succeeded"


async def test_what_a_person_changed_a_moment_before_stays(agent: Agent) -> None:
    """Also where Google finds, once, that it is not the version that was read."""
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana, bob)
    person = await hand(agent, ana)
    await agent.stage.google.control.add_fault(
        Fault(method="PATCH", path=event_id, subject=ana, status=412, reason="conditionNotMet")
    )
    await person.patch(event_id, {"summary": "By hand", "attendees": [{"email": eve}], **by_hand(HALF_LATER)})

    result = await agent.ask(reschedule(ana, event_id))

    assert await patches(agent, ana) == 2
    event = await person.get(event_id)
    assert (event["summary"], times(event)) == ("By hand", instants(LATER))
    assert [one["email"] for one in event["attendees"] if not one.get("organizer")] == [eve]
    assert [one["email"] for one in result["data"]["event"]["attendees"]].count(eve) == 1
    taken = await agent.ask(meeting(bob, participants=[{"email": eve}], slot=LATER))
    assert refusal(taken) == ("rejected", Code.SLOT_TAKEN)


async def test_one_instance_of_a_series_moves_alone(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await hand(agent, ana)
    series = await person.insert(WEEKLY)
    first, second = (f"{series['id']}_203001{day}T080000Z" for day in ("07", "14"))
    before = await person.get(second)

    result = await agent.ask(reschedule(ana, first))

    assert result["status"] == "succeeded"
    assert times(await person.get(first)) == instants(LATER)
    assert await person.get(second) == before


async def test_a_time_that_somebody_has_not_got_is_taken_and_others_are_proposed(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    event_id = await scheduled(agent, ana, bob)
    await (await hand(agent, bob)).insert({"summary": "Dentist", **by_hand(LATER)})

    for dry_run in (True, False):
        result = await agent.ask(reschedule(ana, event_id, dry_run=dry_run))
        assert refusal(result) == ("rejected", Code.SLOT_TAKEN)
        assert result["data"]["blocked_by"] == [{"email": bob, "reason": "busy"}]
        assert len(result["data"]["alternatives"]) == 3
    nothing = await agent.ask(reschedule(ana, event_id, window=LATER))
    assert refusal(nothing) == ("rejected", Code.NO_SLOT)
    assert nothing["data"]["explanation"]["blocked"]["busy"] > 0
    assert await patches(agent, ana) == 0


async def refused_holds(agent: Agent, ana: str, bob: str) -> list[tuple[dict[str, Any], Code]]:
    alone = await held(agent, ana, slot=LATER)
    others = await held(agent, bob, slot=on_day(11))
    expired = await held(agent, ana, slot=on_day(11))
    await let_expire(agent.stage, expired)
    return [
        ({"hold_id": alone}, Code.HOLD_MISMATCH),
        ({"hold_id": others}, Code.HOLD_NOT_FOUND),
        ({"hold_id": expired}, Code.HOLD_EXPIRED),
    ]


async def test_its_refusals_change_nothing(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    person, other = await hand(agent, ana), await hand(agent, bob)
    event_id = await scheduled(agent, ana, slot=on_day(9))
    await person.patch(event_id, {"attendees": [{"email": ana}, {"email": bob}]})
    gone = await scheduled(agent, ana, slot=on_day(8))
    await agent.ask(cancel(ana, gone))
    deleted = await scheduled(agent, ana, slot=on_day(15))
    await person.delete(deleted)
    series = await person.insert({**WEEKLY, **by_hand(on_day(10))})
    days = await person.insert({**IN_WHOLE_DAYS, "summary": "Fair", "transparency": "transparent"})
    theirs = await other.insert(
        {**TEN_TO_ELEVEN, "summary": "Theirs", "attendees": [{"email": ana, "responseStatus": "declined"}]}
    )
    cases: list[tuple[str, dict[str, Any], Code]] = [
        ("never-was", {}, Code.EVENT_NOT_FOUND),
        (gone, {}, Code.ALREADY_CANCELLED),
        (deleted, {}, Code.ALREADY_CANCELLED),
        (theirs["id"], {}, Code.NOT_ORGANIZER),
        (series["id"], {}, Code.INVALID_COMMAND),
        (days["id"], {}, Code.INVALID_COMMAND),
        (event_id, {"calendar_id": "nobody@elsewhere.example"}, Code.CALENDAR_NOT_FOUND),
        (event_id, {"deadline": "2026-01-01T00:00:00Z"}, Code.EXPIRED),
        *((event_id, fields, code) for fields, code in await refused_holds(agent, ana, bob)),
    ]
    for event, fields, code in cases:
        result = await agent.ask(reschedule(ana, event, **fields))
        assert refusal(result) == ("rejected", code), (event, fields, result)
    assert await patches(agent, ana) == 0
