"""What follows every meeting of a type, unless the command says what follows this one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.handlers.world import TEN, Json, World, at, follow_up, follow_up_id, schedule, wire
from worker.domain.follow_ups import Priority
from worker.domain.meeting_types import MeetingType, TypicalFollowUp, Wording, by_name
from worker.domain.titles import LONGEST_TITLE
from worker.domain.working_hours import WorkingHours
from worker.messages.defaults import Defaults

OFFER = TypicalFollowUp(
    Wording("Trimite oferta pentru {title}", "Send the offer for {title}"),
    timedelta(days=1, minutes=-30),
    Priority.LOW,
    "offer",
)
CALL = TypicalFollowUp(Wording("Sună", "Call"), timedelta(days=2))
DEMO = MeetingType("demo", titles=Wording("Demonstrație {title}", "Demo {title}"), follow_ups=(OFFER, CALL))


@pytest.fixture
def world() -> World:
    return World(defaults=Defaults(meeting_types=by_name(DEMO)))


def demo(**fields: object) -> Json:
    return schedule(**{"title": "Acme", "meeting_type": "demo", "slot": wire(TEN), **fields})


async def test_they_are_made_so_long_after_the_end_of_the_meeting(world: World) -> None:
    data = await world.data(demo())

    offer, call = world.event(follow_up_id(0)), world.event(follow_up_id(1))
    assert (offer.title, call.title) == ("Follow-up: Send the offer for Acme", "Follow-up: Call")
    assert offer.when is not None
    assert call.when is not None
    assert (offer.when.start, call.when.start) == (at("10:00", days=1), at("10:30", days=2))
    assert [each["id"] for each in data["follow_ups"]] == [offer.id, call.id]


async def test_the_hours_of_a_type_are_those_of_its_meetings_and_of_nothing_that_follows() -> None:
    mondays = (WorkingHours(frozenset({0}), 9 * 60, 17 * 60),)
    world = World(defaults=Defaults(meeting_types=by_name(replace(DEMO, hours=mondays))))

    await world.run(demo())

    offer = world.event(follow_up_id(0))
    assert offer.when is not None
    assert offer.when.start == at("10:00", days=1)  # a Tuesday


async def test_they_have_their_priority_and_their_type(world: World) -> None:
    await world.run(demo())

    _, offer, call = world.written
    assert [(each.method, each.minutes) for each in offer.reminders] == [("popup", 15)]
    assert [(each.method, each.minutes) for each in call.reminders] == [("popup", 15), ("email", 60)]
    assert dict(offer.private)["vai_follow_up_type"] == "offer"
    assert dict(call.private)["vai_follow_up_type"] == "follow_up"


async def test_they_name_the_meeting_as_it_is_called_and_it_tells_of_them(world: World) -> None:
    data = await world.data(demo(locale="ro"))

    meeting = world.event(data["event"]["id"])
    assert "Demonstrație Acme" in world.event(follow_up_id(0)).description
    assert "<li>Trimite oferta pentru Acme (marți, 3 martie 2026, 10:00)</li>" in meeting.description


@pytest.mark.parametrize("actions", [[], [follow_up("Their own")]], ids=["none", "its own"])
async def test_what_the_command_wants_to_follow_counts_before_its_type(
    world: World, actions: list[Json]
) -> None:
    data = await world.data(demo(follow_up_actions=actions))

    assert len(data["follow_ups"]) == len(actions)
    assert all("Their own" in each["title"] for each in data["follow_ups"])


async def test_a_title_that_grows_too_long_is_cut(world: World) -> None:
    await world.run(demo(title="x" * LONGEST_TITLE))

    assert len(world.event(follow_up_id(0)).title) == len("Follow-up: ") + LONGEST_TITLE
