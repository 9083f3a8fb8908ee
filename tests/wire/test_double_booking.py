"""Twenty commands at once for the same two people, again and again: nobody is in two places.

Google takes any number of events at one time, so the local Google's events are the judge, not
what the worker said. The same storm on a worker without its guard shows that the judge sees.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.faults.replicas.guards.known import program_without
from tests.support.agent import Agent, Json, is_result, value_of
from worker.domain.interval import Interval
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

REPETITIONS = 20
AT_ONCE = 20
LATENCY = timedelta(milliseconds=30)
"""Of the local Google: between a reading and a write there is time for others."""
HOURS = 8
MONDAY = {"start": "2030-01-07T09:00:00+02:00", "end": "2030-01-07T17:00:00+02:00"}
TEN, ELEVEN, NOON = (f"2030-01-07T{hour}:00:00+02:00" for hour in (10, 11, 12))
WISHES: tuple[Json, ...] = (
    {"window": MONDAY, "duration_minutes": 60, "step_minutes": 60},
    {"window": MONDAY, "duration_minutes": 60, "step_minutes": 30},
    {"slot": {"start": TEN, "end": ELEVEN}},
    {"slot": {"start": TEN, "end": NOON}},
    {"slot": {"start": ELEVEN, "end": NOON}},
)
"""Any hour, and some hours that overlap: more than the day has room for."""
REPLICAS = ("-m", "worker", "run")
UNGUARDED = program_without("reservation")


@dataclass(frozen=True, slots=True)
class Storm:
    """One repetition: what was answered, and what is in the calendars of the two."""

    results: list[Json]
    calendars: dict[str, list[Interval]]
    """The confirmed events of each person."""

    @property
    def overlaps(self) -> list[tuple[Interval, Interval]]:
        pairs = [pair for times in self.calendars.values() for pair in pairwise(sorted(times))]
        return [(one, next_one) for one, next_one in pairs if one.overlaps(next_one)]


@asynccontextmanager
async def two_replicas(stage: Stage, program: Iterable[str]) -> AsyncIterator[Agent]:
    await stage.google.control.behave(latency=LATENCY)
    command = tuple(program)
    async with (
        running(stage.worker("one", command)),
        running(stage.worker("two", command)),
        Agent.on(stage) as agent,
    ):
        yield agent


async def storm(agent: Agent, number: int) -> Storm:
    """Let two people ask for the same day twenty times at once, and read their calendars afterwards."""
    control = agent.stage.google.control
    people = (f"ana{number}@vai.example", f"bob{number}@vai.example")
    for email in people:
        await control.add_account(email, time_zone="Europe/Bucharest")
    commands = [command(number, index, people) for index in range(AT_ONCE)]
    async with asyncio.TaskGroup() as tasks:
        for each in commands:
            tasks.create_task(agent.send(each, key=each["command_id"]))
    results = [value_of((await agent.results(each["command_id"]))[0]) for each in commands]
    calendars = {email: confirmed(await control.events(email)) for email in people}
    return Storm(results, calendars)


def command(number: int, index: int, people: tuple[str, str]) -> Json:
    organizer, guest = people if index % 2 else people[::-1]
    return {
        "type": "schedule_meeting",
        "command_id": f"storm-{number}-{index}",
        "user_id": organizer,
        "title": f"Wish {index}",
        "participants": [{"email": guest}],
        "conference": "none",
        **WISHES[index % len(WISHES)],
    }


def confirmed(events: Iterable[Json]) -> list[Interval]:
    alive = [event for event in events if event["status"] == "confirmed"]
    return [Interval(instant(event["start"]), instant(event["end"])) for event in alive]


def instant(moment: Json) -> datetime:
    return datetime.fromisoformat(moment["dateTime"]).astimezone(UTC)


async def test_twenty_commands_at_once_never_book_anybody_twice(stage: Stage) -> None:
    async with two_replicas(stage, REPLICAS) as agent:
        storms = [await storm(agent, number) for number in range(REPETITIONS)]
        answers = Counter(value_of(record)["command_id"] for record in agent.seen if is_result(record))

    assert [each.overlaps for each in storms] == [[]] * REPETITIONS
    assert len(answers) == REPETITIONS * AT_ONCE
    assert set(answers.values()) == {1}, "each command has exactly one result"
    for each in storms:
        booked = [result for result in each.results if result["status"] == "succeeded"]
        assert [len(times) for times in each.calendars.values()] == [len(booked), len(booked)]
        assert 0 < len(booked) <= HOURS
        assert all(is_a_clear_no(result) for result in each.results if result not in booked)


def is_a_clear_no(result: Json) -> bool:
    code, data = result["error"]["code"], result["data"]
    if code == "slot_taken":
        return bool(data["blocked_by"]) and "alternatives" in data
    return code == "no_slot" and "explanation" in data and "suggestions" in data


async def test_without_its_guard_the_same_storm_books_people_twice(stage: Stage) -> None:
    async with two_replicas(stage, UNGUARDED) as agent:
        storms = [await storm(agent, number) for number in range(2)]

    assert all(each.overlaps for each in storms)
