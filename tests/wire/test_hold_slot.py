"""`hold_slot` and `release_hold` through the broker: what is promised, the repeat, and each refusal."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.agent import Agent
from tests.wire.meetings import HOUR, confirmed, meeting, new_person
from tests.wire.moving import LATER, held, hold, let_expire, release
from tests.wire.updating import refusal
from worker.codes import Code

pytestmark = pytest.mark.real

SECOND_HALF = {"start": "2030-01-07T10:30:00+02:00", "end": "2030-01-07T11:30:00+02:00"}


async def test_a_held_time_is_booked_by_its_name_and_by_nobody_else(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    result = await agent.ask(hold(ana, bob, locale="en"))

    assert result["message"] == "The time is held: Monday, 7 January 2030, 10:00."
    assert result["data"].keys() == {"hold_id", "expires_at", "unknown_participants"}
    expires_at = datetime.fromisoformat(result["data"]["expires_at"])
    left = expires_at - datetime.fromisoformat(result["completed_at"])
    assert timedelta(0) < left <= timedelta(seconds=300)
    assert await confirmed(agent.stage, ana) == []

    rival = await agent.ask(meeting(eve, participants=[{"email": bob}], slot=SECOND_HALF))
    assert refusal(rival) == ("rejected", Code.SLOT_TAKEN)
    assert rival["data"]["blocked_by"] == [{"email": bob, "reason": "hold"}]
    booking = meeting(ana, participants=[{"email": bob}], hold_id=result["data"]["hold_id"])
    del booking["slot"]
    booked = await agent.ask(booking)
    assert booked["status"] == "succeeded"
    (event,) = await confirmed(agent.stage, ana)
    assert datetime.fromisoformat(event["start"]["dateTime"]) == datetime(2030, 1, 7, 8, tzinfo=UTC)


async def test_sent_twice_it_is_one_hold_and_the_same_answer(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    body = hold(ana, bob)
    async with asyncio.TaskGroup() as tasks:
        for key in ("one", "two"):
            tasks.create_task(agent.send(body, key))
    first, second = await agent.results(body["command_id"], 2)

    assert first.value == second.value
    assert [dict(one.headers)["ce_id"] for one in (first, second)] == [dict(first.headers)["ce_id"]] * 2


async def test_of_two_who_hold_one_hour_at_once_one_gets_it(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    asked = [hold(ana, bob), hold(eve, bob)]
    async with asyncio.TaskGroup() as tasks:
        for body in asked:
            tasks.create_task(agent.send(body))
    results = [await agent.results(body["command_id"]) for body in asked]

    assert sorted(b'"succeeded"' in (one.value or b"") for (one,) in results) == [False, True]


async def test_a_released_hold_makes_room_and_can_be_released_again(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    hold_id = await held(agent, ana, bob)

    for body in (release(ana, hold_id, dry_run=True), release(ana, hold_id), release(ana, hold_id)):
        result = await agent.ask(body)
        assert (result["status"], result["data"]) == ("succeeded", {"hold_id": hold_id})

    assert (await agent.ask(meeting(eve, participants=[{"email": bob}])))["status"] == "succeeded"


async def test_a_hold_comes_back_where_the_booking_did_not_succeed(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    hold_id = await held(agent, ana, bob)
    person = await agent.stage.google.control.person(bob)
    times = {name: {"dateTime": instant, "timeZone": "Europe/Bucharest"} for name, instant in HOUR.items()}
    by_hand = await person.insert({"summary": "Dentist", **times})
    booking = meeting(ana, participants=[{"email": bob}], hold_id=hold_id)
    del booking["slot"]

    assert refusal(await agent.ask(booking)) == ("rejected", Code.SLOT_TAKEN)
    await person.delete(by_hand["id"])
    assert (await agent.ask({**booking, "command_id": "again"}))["status"] == "succeeded"


async def test_a_time_that_is_not_free_is_taken_and_others_are_proposed(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    await agent.ask(meeting(bob))

    for dry_run in (True, False):
        result = await agent.ask(hold(ana, bob, dry_run=dry_run))
        assert refusal(result) == ("rejected", Code.SLOT_TAKEN)
        assert result["data"]["blocked_by"] == [{"email": bob, "reason": "busy"}]
        assert len(result["data"]["alternatives"]) == 3


async def test_a_dry_run_holds_nothing(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]

    result = await agent.ask(hold(ana, bob, dry_run=True))

    assert (result["status"], result["data"]["hold_id"]) == ("succeeded", None)
    assert (await agent.ask(meeting(eve, participants=[{"email": bob}])))["status"] == "succeeded"


async def test_twenty_are_enough(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    asked = [
        hold(
            ana, slot={"start": f"2030-01-{day:02}T10:00:00+02:00", "end": f"2030-01-{day:02}T11:00:00+02:00"}
        )
        for day in range(1, 22)
    ]
    for body in asked:
        await agent.send(body)
    results = [(await agent.results(body["command_id"]))[0] for body in asked]

    assert [Code.TOO_MANY_HOLDS.encode() in (one.value or b"") for one in results] == [*[False] * 20, True]


async def test_a_hold_that_has_expired_is_said_to_have(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    hold_id = await held(agent, ana, bob)
    await let_expire(agent.stage, hold_id)
    booking = meeting(ana, participants=[{"email": bob}], hold_id=hold_id)
    del booking["slot"]

    for body in (release(ana, hold_id), booking):
        assert refusal(await agent.ask(body)) == ("rejected", Code.HOLD_EXPIRED)
    assert (await agent.ask(meeting(eve, participants=[{"email": bob}])))["status"] == "succeeded"


async def test_a_used_one_and_another_user_s_and_an_unknown_one_are_not_found(agent: Agent) -> None:
    ana, eve = [await new_person(agent.stage, name) for name in ("ana", "eve")]
    used, others = await held(agent, ana), await held(agent, eve)
    booking = meeting(ana, hold_id=used)
    del booking["slot"]
    await agent.ask(booking)

    for hold_id in (used, others, "never-was"):
        for body in (release(ana, hold_id), {**booking, "command_id": f"b-{hold_id}", "hold_id": hold_id}):
            assert refusal(await agent.ask(body)) == ("rejected", Code.HOLD_NOT_FOUND)


async def test_what_a_hold_does_not_cover_is_a_mismatch_and_names_where_and_nobody(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    hold_id = await held(agent, ana, bob, slot=LATER)
    booking = meeting(ana, participants=[{"email": bob}, {"email": eve}], hold_id=hold_id)
    del booking["slot"]

    result = await agent.ask(booking)

    assert refusal(result) == ("rejected", Code.HOLD_MISMATCH)
    assert [one["path"] for one in result["error"]["fields"]] == ["participants[1].email"]
    assert eve not in str(result["error"])
    longer = {**booking, "command_id": "longer", "participants": [], "duration_minutes": 90}
    assert refusal(await agent.ask(longer)) == ("rejected", Code.HOLD_MISMATCH)


async def test_a_passed_deadline_holds_nothing(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]

    result = await agent.ask(hold(ana, bob, deadline="2026-01-01T00:00:00Z"))

    assert refusal(result) == ("rejected", Code.EXPIRED)
    assert (await agent.ask(meeting(eve, participants=[{"email": bob}])))["status"] == "succeeded"
