"""A few people, each with many assistants who want the same hours for them, while replicas are killed.

An assistant is a key, so what two of them ask for runs side by side, mostly on two replicas: no
order keeps it apart, only the reservation does. All of it is about one day, which has not room for
half of it: half of the commands want an exact time, the others any that is left.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import asyncpg

from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios.sigkill_storm import READY_TO_DIE_WITHIN, in_waves
from tests.faults.verdict.evidence import Answer, answer_of
from tests.faults.verdict.judge import Figures, confirmed, instant
from tests.faults.world.fleet import LOOK_EVERY, Replica
from tests.faults.world.load import ZONE, Order, meeting, users
from worker.ports.clock import SystemClock
from worker.store.leases import HEARTBEAT_VOID

PEOPLE = 6
ASSISTANTS = 8
"""Of each person: 48 keys in all, enough for every slot of every replica."""
BUSY_SHARE = 0.5
"""Of a victim's slots: what is refused is soon done, so fewer are busy than in a storm of successes."""
OPENS, QUARTERS = time(9), 32
"""The working day, in the zone of the people."""
QUARTER = timedelta(minutes=15)
WORKDAYS = range(1, 6)
TAKEN, FULL = "slot_taken", "no_slot"
WANTED_BY_TWO = """
SELECT count(*) FROM (
    SELECT FROM commands WHERE state = 'running' AND is_live(owner, lease_until, $1)
    GROUP BY user_id HAVING count(DISTINCT owner) > 1
) AS people
"""


@dataclass(frozen=True, slots=True)
class Wish:
    order: Order
    person: str
    start: datetime | None
    """The exact time; None: any."""


async def act(play: Play) -> None:
    """Let commands come in waves, and kill while people are wanted by two replicas at once."""
    play.notes |= {"otherwise_ended": 0, "refused_though_free": 0, "wanted_by_two_at_kills": []}
    await play.fleet.start(play.options.replicas)
    day = next_workday(SystemClock().now())
    wishes = [wish(number, day, play.dice) for number in range(play.options.commands)]
    *waves, last = in_waves([each.order for each in wishes], play.options.kills + 1)
    for number, wave in enumerate(waves):
        await play.load.send(wave)
        victim = await contended(play, number)
        await play.fleet.kill(victim)
        await victim.process.start()
    await play.load.send(last)
    await play.answered(1.0)
    await note_refusals(play, wishes)


def next_workday(now: datetime) -> datetime:
    """Return when it opens."""
    day = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)
    while day.isoweekday() not in WORKDAYS:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, ZoneInfo(ZONE))


def wish(number: int, day: datetime, dice: Random) -> Wish:
    person = f"u{dice.randrange(PEOPLE)}@vai.example"
    assistant = f"{person}-{dice.randrange(ASSISTANTS)}"
    start = day + dice.randrange(QUARTERS) * QUARTER if dice.choice((True, False)) else None
    times = {"slot": span(start, QUARTER)} if start else {"window": span(day, QUARTERS * QUARTER)}
    plain = meeting(number, person)
    body = {**plain.body, **times, "step_minutes": 15}
    return Wish(replace(plain, key=assistant, body=body), person, start)


def span(start: datetime, length: timedelta) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + length).isoformat()}


async def contended(play: Play, turn: int) -> Replica:
    """Wait until a replica is at work and some people are wanted by two at once; note how many."""
    connection = await asyncpg.connect(play.stage.database_url)
    try:
        async with asyncio.timeout(READY_TO_DIE_WITHIN):
            while True:
                replica = await play.fleet.busy_one(BUSY_SHARE, turn)
                if people := await connection.fetchval(WANTED_BY_TWO, HEARTBEAT_VOID):
                    play.notes["wanted_by_two_at_kills"].append(people)
                    return replica
                await asyncio.sleep(LOOK_EVERY)
    finally:
        await connection.close()


async def note_refusals(play: Play, wishes: Iterable[Wish]) -> None:
    answers = {one.command_id: one for record in play.harvest.results if (one := answer_of(record))}
    starts = {person: await booked(play, person) for person in users(0)[:PEOPLE]}
    ends = [(each, answers[each.order.command_id]) for each in wishes if each.order.command_id in answers]
    codes = [answer.code for _, answer in ends]
    play.notes |= {
        "slot_taken": codes.count(TAKEN),
        "no_slot": codes.count(FULL),
        "otherwise_ended": len(codes) - codes.count(None) - codes.count(TAKEN) - codes.count(FULL),
        "refused_though_free": sum(
            was_free(each, answer, starts[each.person]) for each, answer in ends if answer.code
        ),
    }


async def booked(play: Play, person: str) -> set[datetime]:
    events = await play.stage.google.control.events(person)
    return {instant(event["start"]) for event in confirmed(events)}


def was_free(wish: Wish, answer: Answer, starts: set[datetime]) -> bool:
    """Say whether a refused time is free to the end: nobody cancels here, so it was free then."""
    if answer.code == TAKEN:
        return wish.start not in starts
    return answer.code == FULL and len(starts) < QUARTERS


def targets(figures: Figures) -> dict[str, bool]:
    wanted = figures["wanted_by_two_at_kills"]
    return {
        "wanted_by_two_at_kills": len(wanted) == figures["kills"] and all(wanted),
        "slot_taken": figures["slot_taken"] > 0,
        "no_slot": figures["no_slot"] > 0,
    }


CROWDED_CALENDAR = Scenario(
    name="crowded-calendar",
    what="many assistants want the same hours of a few people, on replicas that are killed meanwhile",
    act=act,
    guard="reservation",
    commands=240,
    kills=1,
    promises=("otherwise_ended", "refused_though_free", "dead_lettered"),
    breaks=("double_bookings",),
    all_succeed=False,
    targets=targets,
    in_all=False,  # `double-booking` stands there for the same guard, with moves, holds and hands as well
)
