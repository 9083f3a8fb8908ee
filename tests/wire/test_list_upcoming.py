"""`list_upcoming` through the broker: to the end of the calendar, and the same from either source."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.agent import Agent, Json
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from tests.wire.asking import ONLY_WHEN_ASKED, synchronised
from tests.wire.full_calendar import DAY, HOUR, fill, timed, today
from tests.wire.meetings import new_person
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """A stage whose worker reads no calendar by itself, and whose Google gives short pages."""
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("upcoming")) as stage:
        await stage.google.control.behave(page_size_cap=70)
        async with running(stage.worker(**ONLY_WHEN_ASKED)):
            yield stage


def upcoming(user_id: str, **fields: Any) -> Json:
    return {
        "type": "list_upcoming",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "vai_only": False,
        "locale": "en",
        **fields,
    }


async def listed(agent: Agent, user_id: str, source: str = "google", **fields: Any) -> list[Json]:
    """Ask page after page, and return all meetings. Each page comes from the source that it should."""
    age = {"google": 0, "snapshot": 3600}[source]
    meetings, cursor = list[Json](), None
    while True:
        body = upcoming(user_id, cursor=cursor, max_staleness_seconds=age, **fields)
        result = await agent.ask(body)
        assert result["status"] == "succeeded", result
        assert result["data"]["source"] == source
        meetings += result["data"]["meetings"]
        cursor = result["data"]["next_cursor"]
        if cursor is None:
            return meetings


async def test_it_does_not_stop_at_250(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await agent.stage.google.control.person(ana)
    for first in range(0, 260, 20):
        async with asyncio.TaskGroup() as tasks:
            for number in range(first, first + 20):
                body = {"summary": f"{number:03}", **timed(today() + 2 * DAY + number * HOUR / 4)}
                tasks.create_task(person.insert(body))

    meetings = await listed(agent, ana, limit=250)
    by_ones = await listed(agent, ana, limit=97)

    assert [one["title"] for one in meetings] == [f"{number:03}" for number in range(260)]
    assert by_ones == meetings


QUESTIONS: list[Json] = [
    {"days": 90},
    {"days": 1},
    {"days": 12, "limit": 20},
    {"vai_only": True},
    {"participant": "bob"},
    {"text": "stefan"},
    {"text": "sala buget & plan"},
    {"text": "renamed", "limit": 2},
]


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_known_and_what_google_says_are_the_same(agent: Agent, seed: int) -> None:
    ana, bob = await new_person(agent.stage), await new_person(agent.stage, "bob")
    await fill(await agent.stage.google.control.person(ana), bob, seed)
    await synchronised(agent, ana)

    assert len(await listed(agent, ana, days=90)) > 30
    for question in QUESTIONS:
        asked = {"days": 30, **question}
        await compare(agent, ana, asked | ({"participant": bob} if "participant" in asked else {}))


async def compare(agent: Agent, user_id: str, question: Json) -> None:
    """Compare the sources, unless an event begins or ends just while both are asked."""
    for _ in range(3):
        before = await listed(agent, user_id, **question)
        known = await listed(agent, user_id, "snapshot", **question)
        if before == await listed(agent, user_id, **question):
            assert known == before, question
            return
    pytest.fail("something goes on all the time")


async def test_only_what_this_system_made_is_listed_unless_more_is_asked_for(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await agent.stage.google.control.person(ana)
    await person.insert({"summary": "By hand", **timed(today() + 2 * DAY)})
    due = (today() + 3 * DAY).isoformat()
    await agent.ask(
        {
            "type": "create_follow_up",
            "command_id": uuid4().hex,
            "user_id": ana,
            "title": "Call back",
            "due": due,
        }
    )

    result = await agent.ask({**upcoming(ana), "vai_only": True})

    assert [one["title"] for one in result["data"]["meetings"]] == ["Follow-up: Call back"]
    assert result["message"] == "1 upcoming meeting was found."
    assert [one["title"] for one in await listed(agent, ana)] == ["By hand", "Follow-up: Call back"]


async def test_a_repeat_is_answered_in_the_same_bytes(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    body = upcoming(ana)
    await agent.ask(body)
    person = await agent.stage.google.control.person(ana)
    await person.insert({"summary": "New", **timed(today() + 2 * DAY)})
    await agent.send(body)

    first, second = await agent.results(body["command_id"], 2)
    assert first.value == second.value


async def test_a_page_that_no_record_holds_is_refused(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await agent.stage.google.control.person(ana)
    guests = [{"email": f"guest-with-a-rather-long-name-{number}@elsewhere.example"} for number in range(190)]
    for _ in range(40):
        await person.insert({"summary": "Crowd", "attendees": guests, **timed(today() + 2 * DAY)})

    result = await agent.ask(upcoming(ana))

    assert (result["status"], result["error"]["code"]) == ("failed", "result_too_large")
    assert len(await listed(agent, ana, limit=20)) == 40


async def test_its_refusals(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await agent.stage.google.control.person(ana)
    for _ in range(2):
        await person.insert({"summary": "Twice", **timed(today() + 2 * DAY)})
    cursor = (await agent.ask(upcoming(ana, limit=1)))["data"]["next_cursor"]
    bodies = [
        ("calendar_not_found", upcoming(ana, calendar_id="nowhere@group.example")),
        ("invalid_command", upcoming(ana, limit=251)),
        ("invalid_command", upcoming(ana, days=8, cursor=cursor)),
        ("invalid_command", upcoming(ana, cursor=cursor.swapcase())),
        ("expired", upcoming(ana, deadline="2026-01-01T00:00:00Z")),
        ("account_not_connected", upcoming("user-without-an-address")),
    ]
    for code, body in bodies:
        result = await agent.ask(body)
        assert (result["status"], result["error"]["code"]) == ("rejected", code)
        if "cursor" in body:
            assert [field["path"] for field in result["error"]["fields"]] == ["cursor"]
