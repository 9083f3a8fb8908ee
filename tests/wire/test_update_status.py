"""`update_status` through the broker: its effect in Google, its repeat, and each of its refusals."""

import asyncio
import re

import pytest

from tests.support.agent import Agent, value_of
from tests.wire.meetings import new_person
from tests.wire.updating import TEN_TO_ELEVEN, WEEKLY, cancel, hand, patches, refusal, scheduled, status

pytestmark = pytest.mark.real


async def test_the_title_is_marked_and_the_description_has_an_entry(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    event_id = await scheduled(agent, ana, bob, description="About us", conference="meet", location="Cluj")
    person = await hand(agent, ana)
    before = await person.get(event_id)

    result = await agent.ask(status(ana, event_id, "Confirmed", notes="<script>alert(1)</script>"))

    after = await person.get(event_id)
    own, made = (event["extendedProperties"]["private"] for event in (after, before))
    assert result["data"]["event"]["title"] == after["summary"] == "[CONFIRMED] Demo"
    assert result["message"] == "Starea întâlnirii este acum CONFIRMED."
    entry = after["description"].removeprefix(before["description"] + "<br><br>")
    assert re.fullmatch(
        r"<b>Stare:</b> Confirmed \(\w+, \d+ \w+ \d{4}, \d\d:\d\d\)"
        "<br><b>Notă:</b> &lt;script&gt;alert\\(1\\)&lt;/script&gt;",
        entry,
    )
    assert own["vai_status"] == "CONFIRMED"
    assert own["vai_write_id"] != made["vai_write_id"]
    assert own | made == {**made, "vai_status": "CONFIRMED"}
    ours = {"summary", "description", "extendedProperties", "etag", "updated", "sequence"}
    assert {name: value for name, value in after.items() if name not in ours} == {
        name: value for name, value in before.items() if name not in ours
    }
    assert (await (await hand(agent, bob)).get(event_id))["summary"] == "[CONFIRMED] Demo"


async def test_sent_twice_it_is_done_once_and_answered_in_the_same_bytes(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    body = status(ana, await scheduled(agent, ana))
    async with asyncio.TaskGroup() as tasks:
        for key in ("one", "two"):
            tasks.create_task(agent.send(body, key))
    first, second = await agent.results(body["command_id"], 2)

    assert first.value == second.value
    assert await patches(agent, ana) == 1


async def test_two_commands_at_once_under_two_keys_both_count(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id = await scheduled(agent, ana)
    bodies = [status(ana, event_id, text) for text in ("held", "paid")]
    async with asyncio.TaskGroup() as tasks:
        for body in bodies:
            tasks.create_task(agent.send(body, body["command_id"]))
    for body in bodies:
        await agent.results(body["command_id"])

    event = await (await hand(agent, ana)).get(event_id)
    assert event["summary"] in {"[HELD] Demo", "[PAID] Demo"}
    assert event["description"].count("<b>Stare:</b>") == 2


async def test_a_later_status_replaces_the_mark_and_what_a_person_wrote_stays(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id, person = await scheduled(agent, ana), await hand(agent, ana)
    await agent.ask(status(ana, event_id, "confirmed"))
    await agent.ask(status(ana, event_id, "no-show"))
    assert (await person.get(event_id))["summary"] == "[NO-SHOW] Demo"

    await person.patch(event_id, {"summary": "[urgent] Demo"})
    await agent.ask(status(ana, event_id, "held"))

    assert (await person.get(event_id))["summary"] == "[HELD] [urgent] Demo"


async def test_one_instance_of_a_series_is_marked_alone(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await hand(agent, ana)
    series = await person.insert(WEEKLY)
    listed = await person.list(singleEvents="true", orderBy="startTime")
    first, second, _ = [one["id"] for one in listed["items"] if one.get("recurringEventId") == series["id"]]

    result = await agent.ask(status(ana, second, "held"))

    assert result["data"]["event"]["title"] == "[HELD] Yoga"
    assert [(await person.get(one))["summary"] for one in (first, second)] == ["Yoga", "[HELD] Yoga"]


async def test_a_dry_run_changes_nothing(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id = await scheduled(agent, ana)

    result = await agent.ask(status(ana, event_id, dry_run=True, locale="en"))

    assert result["data"]["event"]["title"] == "[CONFIRMED] Demo"
    assert result["message"] == "The meeting's status would be CONFIRMED."
    assert (await (await hand(agent, ana)).get(event_id))["summary"] == "Demo"


async def test_its_refusals_change_nothing(agent: Agent) -> None:
    ana, bob = [await new_person(agent.stage, name) for name in ("ana", "bob")]
    gone, person = await scheduled(agent, ana), await hand(agent, ana)
    await agent.ask(cancel(ana, gone))
    series, deleted = await person.insert(WEEKLY), await person.insert(TEN_TO_ELEVEN)
    bobs = await (await hand(agent, bob)).insert({**TEN_TO_ELEVEN, "attendees": [{"email": ana}]})
    await person.delete(deleted["id"])

    refused = {
        ("rejected", "event_not_found"): status(ana, "neverwas"),
        ("rejected", "not_organizer"): status(ana, bobs["id"]),
        ("rejected", "calendar_not_found"): status(ana, gone, calendar_id="nobody@vai.example"),
        ("rejected", "invalid_command"): status(ana, series["id"]),
        ("rejected", "already_cancelled"): status(ana, gone),
    }
    for code, body in refused.items():
        assert refusal(await agent.ask(body)) == code
    assert refusal(await agent.ask(status(ana, deleted["id"]))) == ("rejected", "already_cancelled")
    late = status(ana, gone, deadline="2020-01-01T00:00:00Z")
    assert refusal(await agent.ask(late)) == ("rejected", "expired")
    assert await patches(agent, ana) == 0


async def test_a_series_is_named_as_what_is_wrong(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    series = await (await hand(agent, ana)).insert(WEEKLY)

    body = status(ana, series["id"])
    error = (await agent.ask(body))["error"]
    assert [field["path"] for field in error["fields"]] == ["event_id"]

    body["event_id"] = await scheduled(agent, ana, slot=_later())
    await agent.send(body)
    _, second = await agent.results(body["command_id"], 2)
    assert value_of(second)["status"] == "succeeded", "it consumed no id"


def _later() -> dict[str, str]:
    return {"start": "2030-01-08T10:00:00+02:00", "end": "2030-01-08T11:00:00+02:00"}
