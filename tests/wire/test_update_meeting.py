"""`update_meeting` through the broker: its effect in Google, its repeat, and each of its refusals."""

import asyncio

import pytest

from tests.support.agent import Agent
from tests.wire.meetings import HOUR, meeting, new_person
from tests.wire.updating import TEN_TO_ELEVEN, WEEKLY, cancel, hand, patches, refusal, scheduled, update

pytestmark = pytest.mark.real


async def test_the_event_says_and_asks_what_the_command_says(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana, bob, description="About us", conference="meet")
    person = await hand(agent, ana)
    before = await person.get(event_id)

    result = await agent.ask(
        update(
            ana,
            event_id,
            title="Demo <2>",
            description="Now & <here>",
            location="Cluj",
            add_participants=[{"email": eve.upper(), "name": "Eve", "required": False}],
        )
    )

    after = await person.get(event_id)
    assert (after["summary"], after["location"]) == ("Demo <2>", "Cluj")
    assert after["description"] == "Now &amp; &lt;here&gt;"
    assert [one["email"] for one in after["attendees"]] == [ana, bob, eve]
    assert after["attendees"][:2] == before["attendees"]
    assert after["attendees"][2] == {
        "email": eve,
        "displayName": "Eve",
        "optional": True,
        "responseStatus": "needsAction",
    }
    for name in ("start", "end", "conferenceData", "reminders"):
        assert after[name] == before[name]
    assert result["message"] == "Întâlnirea a fost modificată."
    assert result["data"]["unknown_participants"] == []
    shown = result["data"]["event"]
    assert (shown["title"], shown["meet_url"]) == ("Demo <2>", after["hangoutLink"])
    assert [one["email"] for one in shown["attendees"]] == [ana, bob, eve]


async def test_an_empty_text_takes_away_what_was_there(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id = await scheduled(agent, ana, description="About us", location="Cluj")

    await agent.ask(update(ana, event_id, description="", location=""))

    event = await (await hand(agent, ana)).get(event_id)
    assert not event.keys() & {"description", "location"}


async def test_what_a_guest_answered_and_said_survives_a_change_of_the_list(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana, bob)
    said = {"email": bob, "responseStatus": "accepted", "comment": "Ten minutes late"}
    await (await hand(agent, bob)).patch(event_id, {"attendees": [said], "attendeesOmitted": True})

    await agent.ask(update(ana, event_id, add_participants=[{"email": eve}]))

    held = {one["email"]: one for one in (await (await hand(agent, ana)).get(event_id))["attendees"]}
    assert held[bob].items() >= said.items()
    assert held.keys() == {ana, bob, eve}


async def test_whoever_is_taken_off_is_free_for_another_meeting(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana, bob)
    taken = await agent.ask(meeting(eve, participants=[{"email": bob}]))
    assert refusal(taken) == ("rejected", "slot_taken")

    await agent.ask(update(ana, event_id, remove_participants=[bob]))
    result = await agent.ask(meeting(eve, participants=[{"email": bob}]))

    assert result["status"] == "succeeded"
    assert "attendees" not in await (await hand(agent, ana)).get(event_id), "the organizer is left alone"


async def test_whoever_joins_is_promised_to_nobody_else(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana)
    joining = update(ana, event_id, add_participants=[{"email": bob}])
    rival = meeting(eve, participants=[{"email": bob}])
    async with asyncio.TaskGroup() as tasks:
        for body in (joining, rival):
            tasks.create_task(agent.send(body))
    await agent.results(joining["command_id"])
    await agent.results(rival["command_id"])

    busy = [one for one in await agent.stage.google.control.events(bob) if one["status"] == "confirmed"]
    assert len(busy) == 1


async def test_sent_twice_it_is_done_once_and_answered_in_the_same_bytes(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    body = update(ana, await scheduled(agent, ana), add_participants=[{"email": bob}])
    async with asyncio.TaskGroup() as tasks:
        for key in ("one", "two"):
            tasks.create_task(agent.send(body, key))
    first, second = await agent.results(body["command_id"], 2)

    assert first.value == second.value
    assert await patches(agent, ana) == 1


async def test_one_who_is_busy_cannot_join_and_hears_when_all_can(agent: Agent) -> None:
    ana, bob, eve = [await new_person(agent.stage, name) for name in ("ana", "bob", "eve")]
    event_id = await scheduled(agent, ana, bob)
    await (await hand(agent, eve)).insert({**TEN_TO_ELEVEN, "summary": "Dentist"})

    for dry_run in (True, False):
        joining = update(ana, event_id, add_participants=[{"email": eve}], dry_run=dry_run)
        result = await agent.ask(joining)
        assert refusal(result) == ("rejected", "slot_taken")
        assert result["data"]["blocked_by"] == [{"email": eve, "reason": "busy"}]
        assert result["data"]["alternatives"][0]["start"]["local"] == HOUR["end"]
    assert await patches(agent, ana) == 0


async def test_its_other_refusals_change_nothing(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    person = await hand(agent, ana)
    series = await person.insert(WEEKLY)
    bobs = await (await hand(agent, bob)).insert({**TEN_TO_ELEVEN, "attendees": [{"email": ana}]})
    event_id, gone = await scheduled(agent, ana, slot=_on("08")), await scheduled(agent, ana, slot=_on("09"))
    await agent.ask(cancel(ana, gone))

    refused = {
        ("rejected", "event_not_found"): update(ana, "neverwas", title="New"),
        ("rejected", "not_organizer"): update(ana, bobs["id"], title="New"),
        ("rejected", "calendar_not_found"): update(
            ana, event_id, title="New", calendar_id="nobody@vai.example"
        ),
        ("rejected", "already_cancelled"): update(ana, gone, title="New"),
    }
    for code, body in refused.items():
        assert refusal(await agent.ask(body)) == code
    for path, body in {
        "event_id": update(ana, series["id"], title="New"),
        "remove_participants[1]": update(ana, event_id, remove_participants=[bob, ana]),
    }.items():
        error = (await agent.ask(body))["error"]
        assert (error["code"], [field["path"] for field in error["fields"]]) == ("invalid_command", [path])
    assert await patches(agent, ana) == 0


def _on(day: str) -> dict[str, str]:
    return {name: moment.replace("-07T", f"-{day}T") for name, moment in HOUR.items()}
