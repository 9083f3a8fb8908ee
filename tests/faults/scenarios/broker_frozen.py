"""The broker stands still for a minute under load: nobody hears anything, and no connection breaks.

What was sent to it lies in its sockets, and it takes it in when it thaws, long after the sender
gave up waiting. So a worker has to send results again that the broker has had all along.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.faults.acts import outage
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.sandbox.broker import Broker

FROZEN_FOR = timedelta(seconds=60)


async def act(play: Play) -> None:
    (broker,) = play.ground.brokers
    await outage.outage(play, frozen(broker), FROZEN_FOR)


@asynccontextmanager
async def frozen(broker: Broker) -> AsyncIterator[None]:
    try:
        broker.freeze()
        yield
    finally:
        broker.thaw()


def targets(figures: Figures) -> dict[str, bool]:
    return {
        **outage.targets(figures, FROZEN_FOR),
        "waited_out": outage.has(figures, "waited_out"),
        "sent_again": figures["repeated_results"] > 0,
    }


BROKER_FROZEN = Scenario(
    name="broker-frozen",
    what="the only broker stands still for 60 s under load, and goes on",
    act=act,
    look=outage.look,
    guard="stored-result",
    breaks=("repeats_differ",),
    commands=300,
    targets=targets,
)
