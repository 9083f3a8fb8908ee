"""Measure what asking about many people costs: calls to Google, and time beside one round trip.

The local Google works in the same process, so with many credentials its work is the larger part.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from random import Random
from statistics import median

from tests.benchmarks.fanout.town import DAY, PEOPLE, START, Answer, Question, Town, accounts, open_town
from tests.benchmarks.report import Report, Target
from worker.domain.interval import Interval, merge
from worker.google.free_busy_plan import Asking

ROUND_TRIP = timedelta(milliseconds=100)
"""What the local Google adds to every answer, once there is time to measure."""
PARTICIPANTS = (1, 10, 50, 51, 100, 200)
CREDENTIALS = (1, 20)
ROUNDS = 5
LONE_ROUNDS = 200
COMMANDS = 100
WEEK = Interval(START, START + 7 * DAY)


@dataclass(frozen=True, slots=True)
class Row:
    participants: int
    credentials: int
    calls: int
    ms: float
    to_one_round_trip: float

    @property
    def needed(self) -> int:
        return self.credentials * ceil(self.participants / 50)

    def figures(self) -> Mapping[str, object]:
        return {
            "participants": self.participants,
            "credentials": self.credentials,
            "calls": self.calls,
            "ms": round(self.ms, 1),
            "to_one_round_trip": round(self.to_one_round_trip, 2),
        }


@dataclass(frozen=True, slots=True)
class Crowd:
    """A hundred commands at once for one credential, beside the same one after the other."""

    apart: int
    merged: int
    most: int
    wrong: int

    def figures(self) -> Mapping[str, object]:
        return {
            "commands": COMMANDS,
            "queries_apart": self.apart,
            "queries": self.merged,
            "queries_allowed": self.most,
            "answers_that_differ": self.wrong,
        }


def fanout() -> Report:
    return asyncio.run(measured())


async def measured() -> Report:
    async with open_town() as town:
        crowds = {"three months": await crowd(town, 83), "one week": await crowd(town, 0)}
        added = await added_to_a_lone_command(town)
        await town.control.behave(latency=ROUND_TRIP)
        one = await milliseconds(lambda: town.calendar.free_busy(accounts(1)[0], PEOPLE[:1], WEEK))
        rows = [await fan(town, many, who, one) for who in CREDENTIALS for many in PARTICIPANTS]
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.figures().items()))  # noqa: T201  (a command line speaks)
    figures = {
        "one_round_trip_ms": round(one, 1),
        "rows": [row.figures() for row in rows],
        "crowds": {name: each.figures() for name, each in crowds.items()},
        "added_to_a_lone_command_ms": round(added, 2),
    }
    return Report("fanout", figures, targets(rows, crowds, added))


def targets(rows: Sequence[Row], crowds: Mapping[str, Crowd], added: float) -> tuple[Target, ...]:
    largest = next(row for row in rows if (row.participants, row.credentials) == (PARTICIPANTS[-1], 1))
    return (
        Target(
            "calls beyond one for 50 people and credential",
            sum(one.calls - one.needed for one in rows),
            at_most=0,
        ),
        Target("200 participants, times one round trip", largest.to_one_round_trip, at_most=2),
        *(
            Target(f"queries of 100 commands at once, {name}", each.merged, at_most=each.most)
            for name, each in crowds.items()
        ),
        Target("merged answers that differ", sum(one.wrong for one in crowds.values()), at_most=0),
        Target("milliseconds added to a lone command", added, at_most=2),
    )


async def fan(town: Town, participants: int, credentials: int, one: float) -> Row:
    who, question = accounts(credentials), (PEOPLE[:participants], WEEK)
    await town.at_once([question], who)  # tokens and connections
    await town.control.clear_log()
    took = await milliseconds(lambda: town.at_once([question], who))
    calls = await town.queries() // ROUNDS
    return Row(participants, credentials, calls, took, took / one)


async def crowd(town: Town, days: int) -> Crowd:
    """Ask about a week each, that begins within so many days, and about a few people each."""
    dice, ana = Random(2), accounts(1)[0]
    questions = [question(dice, days) for _ in range(COMMANDS)]
    await town.control.clear_log()
    apart: list[Answer] = [await town.calendar.free_busy(ana, *one) for one in questions]
    queries_apart = await town.queries()
    await town.control.clear_log()
    together = await town.at_once(questions, [ana])
    wrong = sum(one != other for one, other in zip(apart, together, strict=True))
    return Crowd(queries_apart, await town.queries(), allowed(questions), wrong)


def question(dice: Random, days: int) -> Question:
    start = START + dice.randint(0, days) * DAY
    return dice.sample(PEOPLE, dice.randint(1, 12)), Interval(start, start + 7 * DAY)


def allowed(questions: Sequence[Question]) -> int:
    people = {email for emails, _ in questions for email in emails}
    union = sum((one.duration for one in merge(window for _, window in questions)), timedelta())
    return 1 + ceil(len(people) / 50) * ceil(union / (60 * DAY))


async def added_to_a_lone_command(town: Town) -> float:
    """Return by how many milliseconds a command is slower for the sake of others, with none about."""
    ana, asked = accounts(1)[0], PEOPLE[:5]
    [query] = Asking.about(asked, WEEK).queries
    client = town.calendar.client
    differences = []
    for _ in range(LONE_ROUNDS):
        began = time.perf_counter()
        await town.calendar.free_busy(ana, asked, WEEK)
        between = time.perf_counter()
        await client.send(ana, query.call, query.read)
        differences.append(2 * between - began - time.perf_counter())
    return median(differences) * 1000


async def milliseconds(call: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await call()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)
