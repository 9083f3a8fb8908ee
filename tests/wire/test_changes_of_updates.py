"""What a command changes of an event is told as its own, and what people do about it as theirs."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support.agent import Agent, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.support.patience import until
from tests.wire.asking import booked, news, reading_when_asked, synchronised, times
from tests.wire.changes import kind, present, shown, told, told_in_time
from tests.wire.meetings import new_person
from tests.wire.updating import hand, patches, status, update
from worker.engine.record import Record
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with reading_when_asked(broker, postgres, tmp_path_factory.mktemp("updated")) as stage:
        yield stage


def line(record: Record) -> tuple[str, str, list[str]]:
    body = value_of(record)
    return kind(record), body["origin"], body["changed"]


async def test_a_change_is_told_once_as_the_commands_own(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event_id = await booked(agent, ana)
    body = update(ana, event_id, title="New", conversation_id="talk-2")

    await agent.ask(body)

    records = await told_in_time(agent, ana, 2)
    assert line(records[1]) == ("updated", "self", ["title"])
    assert value_of(records[1])["command_id"] == body["command_id"]
    assert (await synchronised(agent, ana))["changed"] == 0
    assert present(records) == await shown(await hand(agent, ana))


async def test_what_a_person_did_before_and_after_is_told_in_its_place(agent: Agent) -> None:
    """The command's answer is slow: its change is read before it ends, with what came since."""
    ana = await new_person(agent.stage)
    event_id, person = await booked(agent, ana), await hand(agent, ana)
    await person.patch(event_id, times(14, 15))
    await agent.stage.google.control.add_fault(
        Fault(method="PATCH", path="/events/", subject=ana, when="after", stall=timedelta(seconds=3))
    )
    body = status(ana, event_id, "held")
    await agent.send(body)

    async def is_sent() -> bool:
        return str((await person.get(event_id))["summary"]).startswith("[HELD]")

    await until(is_sent)
    await person.patch(event_id, {"location": "By hand"})
    await synchronised(agent, ana)
    await agent.results(body["command_id"])

    records = await told_in_time(agent, ana, 4)
    assert [line(record) for record in records[1:]] == [
        ("moved", "external", ["start", "end"]),
        ("updated", "self", ["title", "description"]),
        ("updated", "external", ["location"]),
    ]
    assert (await synchronised(agent, ana))["changed"] == 0
    assert present(records) == await shown(person)
    assert await patches(agent, ana) == 1


async def test_where_everything_is_told_a_persons_event_that_we_change_is_told_too(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await hand(agent, ana)
    lunch = await person.insert({"summary": "Lunch", **times(12, 13)})
    (created,) = await news(agent, ana)
    assert line(created)[:2] == ("created", "external")

    await agent.ask(status(ana, lunch["id"], "eaten"))

    records = await told_in_time(agent, ana, 2)
    assert line(records[1]) == ("updated", "self", ["title", "description"])
    held = await person.get(lunch["id"])
    assert held["extendedProperties"]["private"].keys() == {"vai_status", "vai_write_id"}
    assert len(told(agent, ana)) == 2
