"""What people do to their calendars by hand, told by `sync_calendar`: over Kafka, PostgreSQL and HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support.agent import Agent, is_result, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.support.patience import until
from tests.wire.asking import at, booked, news, reading_when_asked, sync, synchronised, times
from tests.wire.changes import kind, present, shown, told, told_in_time
from tests.wire.meetings import meeting, new_person
from tests.wire.watching import stop_watch, watch
from worker.engine.record import Record
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

UNCHANGED = {"read": 0, "changed": 0, "published": 0, "full": False}


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with reading_when_asked(broker, postgres, tmp_path_factory.mktemp("read")) as stage:
        yield stage


@pytest.fixture
async def ana(served: Stage) -> str:
    return await new_person(served)


@pytest.fixture
async def hand(served: Stage, ana: str) -> Person:
    """Ana herself, at her calendar."""
    return await served.google.control.person(ana)


async def test_whatever_a_person_does_is_one_change_of_its_kind(agent: Agent, ana: str, hand: Person) -> None:
    bob = await new_person(agent.stage, "bob")
    event_id = await booked(agent, ana, participants=[{"email": bob}])
    deeds = (
        ("moved", ["start", "end"], hand.patch(event_id, times(14, 15))),
        ("updated", ["title", "location"], hand.patch(event_id, {"summary": "New", "location": "Room 2"})),
        ("responded", ["attendees"], respond(agent, bob, event_id)),
        ("cancelled", ["status"], hand.delete(event_id)),
    )
    (last,) = await told_in_time(agent, ana, 1)
    assert (kind(last), value_of(last)["origin"]) == ("created", "self")

    for name, changed, deed in deeds:
        await deed
        (change,) = await news(agent, ana)
        body, known = value_of(change), value_of(last)
        assert (kind(change), body["changed"]) == (name, changed)
        assert (body["origin"], body["command_id"], body["event_id"]) == ("external", None, event_id)
        assert body["before"] == known["after"]
        assert body["sequence"] > known["sequence"]
        last = change

    assert value_of(last)["after"] is None
    assert await synchronised(agent, ana) == UNCHANGED


async def respond(agent: Agent, email: str, event_id: str) -> None:
    await (await agent.stage.google.control.person(email)).respond(event_id, "declined")


async def test_an_old_sync_token_costs_a_full_reading_and_no_change(
    agent: Agent, ana: str, hand: Person
) -> None:
    await booked(agent, ana)
    await agent.stage.google.control.expire_sync_tokens(ana)
    await hand.insert({"summary": "Lunch", **times(12, 13)})

    (change,) = await news(agent, ana)
    assert (kind(change), value_of(change)["after"]["title"]) == ("created", "Lunch")


async def test_what_went_while_nobody_could_be_told_is_cancelled_all_the_same(
    agent: Agent, ana: str, hand: Person
) -> None:
    control = agent.stage.google.control
    event_id = await booked(agent, ana)
    await hand.delete(event_id)
    await control.assume(tombstones_kept_days=0)
    await control.expire_sync_tokens(ana)

    (change,) = await news(agent, ana)
    await control.assume(tombstones_kept_days=30)
    assert (kind(change), value_of(change)["event_id"]) == ("cancelled", event_id)


async def test_what_changes_while_pages_are_read_is_told_once(agent: Agent, ana: str, hand: Person) -> None:
    control = agent.stage.google.control
    lunches = [await hand.insert({"summary": f"Lunch {day}", **times(9 + day, 10 + day)}) for day in range(7)]
    await control.behave(page_size_cap=2)
    await control.add_fault(
        Fault(method="GET", path="/events$", subject=ana, skip=1, stall=timedelta(seconds=1))
    )

    async def pages() -> int:
        return len(await control.log(method="GET", path="/events$", subject=ana, by_hand=False))

    async def on_the_second() -> bool:
        return await pages() == 2

    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(synchronised(agent, ana))
        await until(on_the_second)
        await hand.patch(lunches[0]["id"], {"summary": "Brunch"})
        await hand.delete(lunches[4]["id"])
    assert (await pages(), reading.result()["published"]) == (3, 6)

    await synchronised(agent, ana)
    await control.behave(page_size_cap=None)
    records = await told_in_time(agent, ana, 7)
    assert [kind(record) for record in records] == ["created"] * 6 + ["updated"]
    assert present(records) == await shown(hand)
    assert await synchronised(agent, ana) == UNCHANGED


async def test_full_tells_what_the_calendar_holds_field_by_field(
    agent: Agent, ana: str, hand: Person
) -> None:
    bob = await new_person(agent.stage, "bob")
    await booked(agent, ana, participants=[{"email": bob, "name": "Bob"}], conference="meet")
    await hand.insert({"summary": "Off", "start": {"date": "2030-01-09"}, "end": {"date": "2030-01-11"}})
    weekly = {"summary": "Yoga", **times(18, 19), "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"]}
    series = await hand.insert(weekly)
    instances = (await hand.list(singleEvents="true", timeMin=at(0)["dateTime"]))["items"]
    of_series = [one["id"] for one in instances if one.get("recurringEventId") == series["id"]]
    await hand.patch(of_series[1], {"summary": "Yoga outside", "description": "<b>Bring a mat</b>"})
    await hand.delete(of_series[2])

    full = await synchronised(agent, ana, full=True)
    records = await told_in_time(agent, ana, 1 + full["published"] + 1)
    held = await shown(hand)
    assert len(held) == 4
    assert kind(records[-1]) == "completed"
    snapshots = [record for record in records if kind(record) == "snapshot"]
    assert present(snapshots) == held
    assert present(records) == held
    assert full == {"read": 5, "changed": 3, "published": 7, "full": True}
    assert await synchronised(agent, ana) == UNCHANGED


async def test_a_range_is_republished_alone(agent: Agent, ana: str, hand: Person) -> None:
    for hour in (9, 12):
        await hand.insert({"summary": f"At {hour}", **times(hour, hour + 1)})
    await synchronised(agent, ana)
    noon = {"start": at(12)["dateTime"], "end": at(13)["dateTime"]}

    full = await synchronised(agent, ana, full=True, range=noon)
    records = await told_in_time(agent, ana, 4)
    assert [kind(record) for record in records[2:]] == ["snapshot", "completed"]
    assert value_of(records[2])["after"]["title"] == "At 12"
    assert (full["read"], full["published"]) == (2, 1)


async def test_a_range_without_full_is_not_understood(agent: Agent, ana: str) -> None:
    noon = {"start": at(12)["dateTime"], "end": at(13)["dateTime"]}

    error = (await agent.ask(sync(ana, range=noon)))["error"]
    assert (error["code"], [field["path"] for field in error["fields"]]) == ("invalid_command", ["range"])


async def test_a_calendar_that_is_not_there_is_not_found(agent: Agent, ana: str) -> None:
    result = await agent.ask(sync(ana, calendar_id="nobody@vai.example", locale="en"))

    assert (result["status"], result["error"]["code"]) == ("rejected", "calendar_not_found")
    assert result["message"] == "There is no such calendar."


async def test_a_write_of_ours_that_is_read_before_it_is_answered_is_told_once_as_ours(
    agent: Agent, ana: str
) -> None:
    await synchronised(agent, ana)
    stalled = Fault(method="POST", path="/events$", subject=ana, when="after", stall=timedelta(seconds=2))
    await agent.stage.google.control.add_fault(stalled)
    command = meeting(ana)
    await agent.send(command)

    async def is_written() -> bool:
        return bool(await agent.stage.google.control.events(ana))

    await until(is_written)
    (change,) = await news(agent, ana)
    assert command["command_id"] not in {value_of(record)["command_id"] for record in results(agent)}
    body = value_of(change)
    assert (kind(change), body["origin"], body["command_id"]) == ("created", "self", command["command_id"])
    (result,) = await agent.results(command["command_id"])
    assert value_of(result)["status"] == "succeeded"
    assert await synchronised(agent, ana) == UNCHANGED
    assert len(told(agent, ana)) == 1


def results(agent: Agent) -> list[Record]:
    return [record for record in agent.seen if is_result(record)]


async def test_a_dry_run_follows_nothing(agent: Agent, ana: str, hand: Person) -> None:
    await hand.insert({"summary": "Lunch", **times(12, 13)})

    assert await synchronised(agent, ana, dry_run=True) == UNCHANGED
    assert (await synchronised(agent, ana))["changed"] == 1


async def test_without_an_address_for_google_no_calendar_is_watched(agent: Agent, ana: str) -> None:
    result = await agent.ask(watch(ana, locale="en"))

    assert (result["status"], result["error"]["code"]) == ("rejected", "push_not_configured")
    assert result["message"] == "Push notifications are not set up."
    assert (await agent.ask(stop_watch(ana)))["status"] == "succeeded"
