"""Hundreds of reminders come due within half a minute, on three replicas that are killed meanwhile.

Their meetings are moved and cancelled just before, by commands and by hand. Told is to be whatever stands
in Google in the end and was not past when it was written: once, or again under the same id byte for byte; and
nothing of an event after the change by which it was moved or cancelled.

How late: the outbox is written within half a second and published at once, so a few seconds are the bound,
which leaves room for a machine that does other things. What a replica held when it died, as keys of the
outbox, is free after ten seconds without its heartbeat: across a death the bound is these more.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import orjson

from tests.faults.acts.reminded import LATER, SPREAD, change_all, meetings_from, wait_for
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.reminders import Publication, figures
from tests.faults.world.load import users
from tests.support.patience import until
from worker.engine.record import Record
from worker.kafka.client import following
from worker.ports.clock import SystemClock

READY_WITHIN = timedelta(seconds=10)
"""Until the first moment: time for most of the meetings to be made. What was past by then does not count."""
P99, LATEST = 5.0, 16.0
"""Seconds."""
WAITING = """
SELECT EXISTS (SELECT FROM reminders WHERE due_at <= clock_timestamp()) OR EXISTS (SELECT FROM outbox)
"""


async def act(play: Play) -> None:
    await play.fleet.start(play.options.replicas)
    first = SystemClock().now() + READY_WITHIN
    planned = meetings_from(play, first)
    await play.load.send([one.order for one in planned])
    await play.answered(1.0)
    results = [orjson.loads(record.value or b"{}") for record in play.harvest.results]
    events = {body["command_id"]: body["data"]["event"]["id"] for body in results}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(change_all(play, planned, events))
        tasks.create_task(die(play, first))
    await play.answered(1.0)
    last = first + timedelta(seconds=SPREAD) + LATER
    play.notes["last_moment"] = last.isoformat()
    await wait_for(last)
    await nothing_waits(play)


async def nothing_waits(play: Play) -> None:
    """Wait until everything that is due is out, or too late."""
    connection = await asyncpg.connect(play.stage.database_url)

    async def is_quiet() -> bool:
        return not await connection.fetchval(WAITING)

    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(LATEST):
                await until(is_quiet)
    finally:
        await connection.close()


async def die(play: Play, first: datetime) -> None:
    """Kill a replica now and then, each early enough to see who takes over."""
    for number in range(play.options.kills):
        await wait_for(first + timedelta(seconds=SPREAD * (number + 0.2) / play.options.kills))
        victim = play.fleet.replicas[number % len(play.fleet.replicas)]
        await play.fleet.kill(victim)
        await victim.process.start()


async def prepare(play: Play) -> None:
    play.fleet.variables["VAI_WORKER__POLL_SECONDS"] = "1"


async def look(play: Play) -> None:
    last = datetime.fromisoformat(play.notes["last_moment"])
    calendars = [await play.stage.google.control.events(user) for user in users(play.options.commands)]
    deaths = [datetime.fromtimestamp(death.at, UTC) for death in play.fleet.deaths]
    said = Publication.of(await published(play))
    events = [event for calendar in calendars for event in calendar]
    play.notes |= figures(said, events, deaths, last)


async def published(play: Play) -> list[Record]:
    """Return the changes there are, each partition in its order."""
    records: list[Record] = []
    async with following(play.stage.connection, [play.stage.topics.changes], from_beginning=True) as arriving:
        while True:
            try:
                async with asyncio.timeout(2):
                    records.append(await anext(arriving))
            except TimeoutError:
                return records


def targets(found: Figures) -> dict[str, bool]:
    late, calm = found["late"] or {}, found["late_without_deaths"] or {}
    return {
        "enough": found["reminders"] >= found["commands"] / 2 > 0,
        "p99": 0 < calm.get("p99", 0) <= P99,
        "latest": 0 < late.get("max", 0) <= LATEST,
    }


REMINDERS = Scenario(
    name="reminders",
    what="hundreds of reminders come due in half a minute, their meetings moved and cancelled just then",
    prepare=prepare,
    act=act,
    look=look,
    guard="reminder-transaction",
    commands=200,
    kills=2,
    promises=("reminders_lost", "reminders_early", "told_after_change", "reminder_repeats_differ"),
    breaks=("reminders_lost", "told_after_change"),
    targets=targets,
)
