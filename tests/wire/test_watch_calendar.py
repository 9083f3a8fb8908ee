"""`watch_calendar`: the local Google posts to the real worker, and changes are told without any poll."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.agent import Agent, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.wire.asking import synchronised, times
from tests.wire.changes import kind, told, told_in_time
from tests.wire.meetings import Json, meeting, new_person
from tests.wire.watching import Watched, stop_watch, succeeded, watch, watched_stage
from worker.http.webhook import PATH
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres

pytestmark = pytest.mark.real

LUNCH = {"summary": "Lunch", **times(12, 13)}


@pytest.fixture(scope="module")
async def watched(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Watched]:
    async with watched_stage(broker, postgres, tmp_path_factory.mktemp("watched")) as watched:
        yield watched


@pytest.fixture
async def agent(watched: Watched) -> AsyncIterator[Agent]:
    async with Agent.on(watched.stage) as one:
        yield one


@pytest.fixture
async def ana(watched: Watched) -> str:
    return await new_person(watched.stage)


@pytest.fixture
async def hand(watched: Watched, ana: str) -> Person:
    """Ana herself, at her calendar."""
    return await watched.stage.google.control.person(ana)


async def test_what_is_done_by_hand_is_told_until_the_watch_is_stopped(
    watched: Watched, agent: Agent, ana: str, hand: Person
) -> None:
    event_id = (await succeeded(agent, meeting(ana)))["event"]["id"]
    await told_in_time(agent, ana, 1)
    data = await succeeded(agent, watch(ana))
    assert data["calendar_id"] == ana
    assert timedelta(days=6) < datetime.fromisoformat(data["expires_at"]) - datetime.now(UTC)  # noqa: TID251  (Google's)
    await watched.was_read(ana, 1)

    await hand.patch(event_id, {"summary": "Renamed"})
    (change,) = (await told_in_time(agent, ana, 2))[1:]
    body = value_of(change)
    assert (kind(change), body["origin"], body["after"]["title"]) == ("updated", "external", "Renamed")
    (call,) = await watched.opened(ana)
    assert (call.body["address"], call.body["type"]) == (watched.url + PATH, "web_hook")

    assert await succeeded(agent, stop_watch(ana)) == {"calendar_id": ana}
    await watched.channel_was_stopped(ana)
    readings = await watched.readings(ana)
    await hand.patch(event_id, {"summary": "Renamed again"})
    assert (await synchronised(agent, ana))["changed"] == 1  # followed all the same
    assert await watched.readings(ana) == readings + 1
    assert len(await told_in_time(agent, ana, 3)) == 3


async def test_a_burst_is_told_whole_and_read_less_often(
    watched: Watched, agent: Agent, ana: str, hand: Person
) -> None:
    await succeeded(agent, watch(ana))
    await watched.was_read(ana, 1)
    control = watched.stage.google.control
    await control.disturb_notifications("duplicate")
    for number in range(20):
        await hand.insert({**LUNCH, "summary": f"Lunch {number}"})
    await control.disturb_notifications_no_more()

    records = await told_in_time(agent, ana, 20)
    assert {kind(record) for record in records} == {"created"}
    assert len(told(agent, ana)) == 20
    assert await watched.readings(ana) < 20


async def test_the_same_command_again_opens_nothing_more(watched: Watched, agent: Agent, ana: str) -> None:
    command = watch(ana)
    await agent.send(command)
    await agent.send(command)
    first, again = await agent.results(command["command_id"], 2)
    assert (first.value, dict(first.headers)["ce_id"]) == (again.value, dict(again.headers)["ce_id"])

    assert await succeeded(agent, watch(ana)) == value_of(first)["data"]
    assert len(await watched.opened(ana)) == 1


async def test_to_stop_twice_is_a_success_twice(watched: Watched, agent: Agent, ana: str) -> None:
    await succeeded(agent, watch(ana))
    command = stop_watch(ana)
    await agent.send(command)
    await agent.send(command)
    first, again = await agent.results(command["command_id"], 2)

    assert first.value == again.value
    assert await succeeded(agent, stop_watch(ana)) == {"calendar_id": ana}


async def test_a_dry_run_opens_nothing(watched: Watched, agent: Agent, ana: str) -> None:
    data = await succeeded(agent, watch(ana, dry_run=True))

    assert data == {"calendar_id": ana, "expires_at": None}
    assert await watched.opened(ana) == []


@pytest.mark.parametrize("command", [watch, stop_watch])
async def test_a_calendar_that_is_not_there_is_not_found(
    agent: Agent, ana: str, command: Callable[..., Json]
) -> None:
    result = await agent.ask(command(ana, calendar_id="nobody@vai.example", locale="en"))

    assert (result["status"], result["error"]["code"]) == ("rejected", "calendar_not_found")


async def test_who_has_no_account_watches_nothing(agent: Agent) -> None:
    result = await agent.ask(watch("nobody"))

    assert (result["status"], result["error"]["code"]) == ("rejected", "account_not_connected")


async def test_a_lost_answer_is_tried_again_and_the_lost_channel_is_stopped(
    watched: Watched, agent: Agent, ana: str, hand: Person
) -> None:
    fault = Fault(method="POST", path="/events/watch$", subject=ana, when="after", status=503)
    await watched.stage.google.control.add_fault(fault)

    await succeeded(agent, watch(ana))
    lost, live = [entry.body["id"] for entry in await watched.opened(ana)]
    await watched.channel_was_stopped(ana)
    (stop,) = await watched.stage.google.control.log(path="/channels/stop$", subject=ana)
    assert stop.body["id"] == lost
    await hand.insert(LUNCH)
    await told_in_time(agent, ana, 1)
    reports = await watched.stage.google.control.push_reports()
    assert {one.outcome for one in reports if one.channel_id == live} == {"204"}


async def test_who_does_not_know_the_token_changes_nothing(watched: Watched, agent: Agent, ana: str) -> None:
    await succeeded(agent, watch(ana))
    await watched.was_read(ana, 1)
    (call,) = await watched.opened(ana)
    readings, marked = await watched.readings(ana), await watched.notifications("marked")
    forged = {
        "X-Goog-Channel-ID": call.body["id"],
        "X-Goog-Channel-Token": "x" * 43,
        "X-Goog-Resource-ID": "any",
        "X-Goog-Resource-State": "exists",
    }

    assert await watched.post(forged) == 404
    assert await watched.post(forged | {"X-Goog-Channel-ID": "0" * 32}) == 404
    assert await watched.post({}) == 404
    await synchronised(agent, ana)
    assert await watched.readings(ana) == readings + 1
    assert await watched.notifications("marked") == marked > 0
    assert await watched.notifications("unknown") >= 3
    log = "".join(path.read_text() for path in watched.stage.directory.glob("*.log"))
    assert call.body["id"] not in log
