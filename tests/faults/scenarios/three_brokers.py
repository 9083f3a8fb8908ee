"""One of three brokers dies under load, and comes back: it led partitions, and the group.

Before it dies it stands still for a while, as a broker on a dying disk does: what it is sent then
it never stores, and only who waits for its acknowledgement learns of that.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.faults.acts import outage
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.kafka.topics import admin

STILL_FOR = timedelta(seconds=3)
DEAD_FOR = timedelta(seconds=12)
"""Long enough for the others to notice (6 s), and to lead what it led."""


async def act(play: Play) -> None:
    await outage.outage(play, gone(play), DEAD_FOR)


@asynccontextmanager
async def gone(play: Play) -> AsyncIterator[None]:
    """Take the broker that the group's coordinator is on; the numbers begin at 1."""
    async with admin(play.stage.connection) as client:
        number = await client.find_coordinator(play.stage.group_id)
        (results,) = await client.describe_topics([play.stage.topics.results])
    led = sum(partition["leader"] == number for partition in results["partitions"])
    play.notes |= {"coordinator_killed": number, "results_partitions_led": led}
    async with outage.dead(play.ground.brokers[number - 1], STILL_FOR):
        yield


def targets(figures: Figures) -> dict[str, bool]:
    expected = outage.targets(figures, DEAD_FOR)
    del expected["went_on"]  # and be done before the third is back
    return {
        **expected,
        "led": figures.get("results_partitions_led", 0) > 0,
        "went_on_without_it": figures.get("answered_meanwhile", 0) > 0,
    }


THREE_BROKERS = Scenario(
    name="three-brokers",
    what="one of three brokers, the group's coordinator, is killed under load, and started again",
    act=act,
    look=outage.look,
    guard="acknowledgement",
    breaks=("lost",),
    commands=500,
    brokers=3,
    targets=targets,
)
