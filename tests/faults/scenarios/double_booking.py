"""Many want the same few people at the same times, in every way there is, while replicas are killed.

The local Google's events are the judge: no two of this system's may overlap in any calendar. What
people book by hand is no promise of ours. But it is counted how often they and the worker met: who
books by hand over a meeting that is there is free to; where a meeting was written over a booking by
hand that was there before, a race was lost that nobody can win, because Google has no conditional
insert.

A command has met a conflict if it was refused because somebody was busy or held: `slot_taken` or
`no_slot`. One that found another time by itself is not counted, so the share is a least one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson

from tests.faults.acts.crowd import PEOPLE, Crowd
from tests.faults.acts.google_disturbance import answers, outcomes
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios.crowded_calendar import contended, next_workday
from tests.faults.verdict.evidence import Json
from tests.faults.verdict.judge import Figures, confirmed, instant
from tests.faults.world.load import users
from worker.ports.clock import SystemClock

DAYS = 2
CONFLICT_SHARE = 0.3
SCHEDULE_SHARE = 0.5
IN_THE_WAY = ("busy", "hold")


async def act(play: Play) -> None:
    """Let the crowd ask, and kill while people are wanted by two replicas at once."""
    play.notes["wanted_by_two_at_kills"] = []
    await play.fleet.start(play.options.replicas)
    crowd = Crowd(play, days_from(SystemClock().now()))
    for number in range(play.options.kills):
        await crowd.feed((number + 1) / (play.options.kills + 1))
        victim = await contended(play, number)
        await play.fleet.kill(victim)
        await victim.process.start()
    await crowd.feed(1.0)
    await play.answered(1.0)
    play.notes |= {
        "types": dict(crowd.types),
        "booked_by_hold": crowd.booked_by_hold,
        "by_hand": len(crowd.by_hand),
    }


def days_from(now: datetime) -> Sequence[datetime]:
    """Return when the next workdays open."""
    days = [next_workday(now)]
    while len(days) < DAYS:
        days.append(next_workday(days[-1]))
    return days


async def look(play: Play) -> None:
    """Note how commands ended, how many met a conflict, and where people and the worker met."""
    await play.journal.read()
    bodies = [orjson.loads(record.value or b"{}") for record in play.harvest.results]
    results: dict[str, Json] = {body["command_id"]: body for body in bodies}
    people = users(play.options.commands)[:PEOPLE]
    calendars = [await play.stage.google.control.events(person) for person in people]
    by_hand = play.journal.by_hand()
    met = [one for events in calendars for one in meetings_over_hands(confirmed(events), by_hand)]
    play.notes |= {
        "ended": outcomes(answers(play)),
        "conflicts": sum(met_a_conflict(body) for body in results.values()),
        "otherwise_ended": sum(is_unforeseen(body) for body in results.values()),
        "without_one_answer": without_one_answer(play),
        "hands_over_meetings": met.count(False),
        "meetings_over_hands": met.count(True),
    }


def without_one_answer(play: Play) -> int:
    """Count the commands that have none, or two that differ; one that is repeated is one."""
    told: defaultdict[str, set[bytes]] = defaultdict(set)
    for answer in answers(play):
        told[answer.command_id].add(answer.content)
    return sum(len(told[sent.command_id]) != 1 for sent in play.load.sent)


def met_a_conflict(result: Json) -> bool:
    """Say whether somebody was in the way, so that the command was refused."""
    match (result["error"] or {}).get("code"):
        case "slot_taken":
            return any(one["reason"] in IN_THE_WAY for one in result["data"]["blocked_by"])
        case "no_slot":
            blocked = result["data"]["explanation"]["blocked"]
            return any(blocked.get(reason) for reason in IN_THE_WAY)
        case _:
            return False


def is_unforeseen(result: Json) -> bool:
    return result["status"] != "succeeded" and not met_a_conflict(result)


def meetings_over_hands(events: Sequence[Json], by_hand: frozenset[str]) -> Iterable[bool]:
    """Say, for each meeting of ours and each booking by hand at one time, whether ours was written later."""
    for hand in (event for event in events if event["id"] in by_hand):
        for ours in (event for event in events if event["id"] not in by_hand):
            if overlap(hand, ours):
                yield written_at(ours) > written_at(hand)


def overlap(one: Json, other: Json) -> bool:
    return instant(one["start"]) < instant(other["end"]) and instant(other["start"]) < instant(one["end"])


def written_at(event: Json) -> datetime:
    return datetime.fromisoformat(event["updated"])


def targets(figures: Figures) -> dict[str, bool]:
    wanted, commands = figures["wanted_by_two_at_kills"], figures["commands"]
    types = figures["types"] or {}
    return {
        "wanted_by_two_at_kills": len(wanted) == figures["kills"] and all(wanted),
        "conflicts": commands > 0 and figures["conflicts"] >= CONFLICT_SHARE * commands,
        "mostly_schedule": types.get("schedule_meeting", 0) > SCHEDULE_SHARE * commands,
        "every_kind": len([*types.values()]) == 4 and figures["booked_by_hold"] > 0,
        "by_hand": figures["by_hand"] > 0,
    }


DOUBLE_BOOKING = Scenario(
    name="double-booking",
    what="hundreds of meetings, holds, moves and cancellations for twenty people at once, hands in between",
    act=act,
    look=look,
    guard="reservation",
    commands=500,
    kills=2,
    promises=("otherwise_ended", "without_one_answer", "dead_lettered"),
    breaks=("double_bookings",),
    all_succeed=False,
    targets=targets,
)
