"""What the scenarios share in which Kafka or PostgreSQL is away for a while, in the middle of the work.

Half of the commands are sent before, the other half while it is away: so there is work under
way when it goes, and work that nobody has seen when it comes back.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from itertools import pairwise

from tests.faults.play import Play
from tests.faults.verdict.evidence import answer_of
from tests.faults.verdict.judge import Figures
from tests.faults.world.load import Order, meetings
from tests.support.patience import until
from worker.sandbox.broker import Broker

ANSWERED_BEFORE = 0.2
"""This share of the first half is answered when it begins."""
BUSY_SHARE = 0.25
"""Of all slots, at least."""
ROUNDED = 0.1
"""Seconds."""
PATIENCE = "waiting for store or broker"
"""What a worker logs when it finds a store or a broker away: not at every look."""


async def outage(play: Play, gone: AbstractAsyncContextManager[None], lasting: timedelta) -> None:
    """Let something be gone while the workers are at work, for at least so long."""
    before, meanwhile = halves(play)
    await play.fleet.start(play.options.replicas)
    await play.load.send(before)
    await play.answered(ANSWERED_BEFORE)
    await note_what_is_under_way(play)
    found_away = complaints(play)
    async with asyncio.TaskGroup() as tasks:
        async with gone:
            began = time.time()
            tasks.create_task(play.load.send(meanwhile))
            await asyncio.sleep(lasting.total_seconds())
        play.notes |= {"away_from": round(began, 3), "away_until": round(time.time(), 3)}
    play.notes["waited_out"] = complaints(play) - found_away


@asynccontextmanager
async def dead(broker: Broker, still_for: timedelta = timedelta(0)) -> AsyncIterator[None]:
    """Kill a broker, which may stand still before, and start it again on its data, whatever happens."""
    try:
        if still_for:
            broker.freeze()
            await asyncio.sleep(still_for.total_seconds())
        await broker.kill()
        yield
    finally:
        await broker.kill()  # whatever broke off before it had ended
        await broker.start()


def halves(play: Play) -> tuple[list[Order], list[Order]]:
    orders = meetings(play.options.commands, play.dice)
    return orders[: len(orders) // 2], orders[len(orders) // 2 :]


async def note_what_is_under_way(play: Play) -> None:
    """Wait until the workers are busy, and note with how much."""
    least = BUSY_SHARE * play.options.slots * play.options.replicas

    async def enough_busy() -> int:
        busy = await slots_busy(play)
        return busy if busy >= least else 0

    play.notes |= {
        "slots_busy_when_it_went": await until(enough_busy),
        "waiting_when_it_went": len(play.load.sent) - play.answered_so_far,
    }


async def slots_busy(play: Play) -> int:
    return sum(await asyncio.gather(*(replica.slots_busy() for replica in play.fleet.running())))


async def look(play: Play) -> None:
    """Note what was answered when, and who lived through it."""
    play.notes["replicas_alive"] = len(play.fleet.running())
    if "away_until" in play.notes:
        note_answers(play, play.notes.pop("away_from"), play.notes.pop("away_until"))


def note_answers(play: Play, since: float, until: float) -> None:
    made = [answer.made_at for record in play.harvest.results if (answer := answer_of(record))]
    play.notes |= {
        "away_seconds": round(until - since, 1),
        "longest_pause_seconds": longest_pause(made, since, until),
        "answered_meanwhile": sum(since < moment < until for moment in made),
        "answered_afterwards": sum(moment > until for moment in made),
        "first_answer_seconds_after": min(
            (round(moment - until, 1) for moment in made if moment > until), default=None
        ),
    }


def longest_pause(made: Iterable[float], since: float, until: float) -> float:
    """Return the longest time without an answer between two moments, in seconds."""
    moments = [since, *sorted(moment for moment in made if since < moment < until), until]
    return round(max(later - earlier for earlier, later in pairwise(moments)), 2)


def complaints(play: Play) -> int:
    """Count how often workers told that they wait for store or broker: a floor of how often they did."""
    logs = [replica.process.log for replica in play.fleet.replicas]
    return sum(log.read_text(errors="replace").count(PATIENCE) for log in logs)


def targets(figures: Figures, lasting: timedelta) -> dict[str, bool]:
    """Judge what no guard can hide: with work under way something was away for so long."""
    return {
        "under_way": has(figures, "slots_busy_when_it_went") and has(figures, "waiting_when_it_went"),
        "away": figures.get("away_seconds", 0) >= lasting.total_seconds() - ROUNDED,
        "went_on": has(figures, "answered_afterwards"),
        "replicas_alive": figures["replicas_alive"] == figures["replicas"],
    }


def has(figures: Figures, name: str) -> bool:
    """Say whether a figure is there, which it is not if the scenario broke off, and above zero."""
    return bool(figures.get(name, 0) > 0)
