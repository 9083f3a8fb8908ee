"""The only broker dies under load, and comes back on the same data."""

from datetime import timedelta

from tests.faults.acts import outage
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.kafka.producer import REQUEST_WITHIN

DEAD_FOR = REQUEST_WITHIN + timedelta(seconds=3)
"""What a client has not got rid of by then it forgets, however fast the broker starts."""


async def act(play: Play) -> None:
    (broker,) = play.ground.brokers
    await outage.outage(play, outage.dead(broker), DEAD_FOR)


def targets(figures: Figures) -> dict[str, bool]:
    return outage.targets(figures, DEAD_FOR)


BROKER_RESTART = Scenario(
    name="broker-restart",
    what="the only broker is killed with SIGKILL under load, and started again on its data",
    act=act,
    look=outage.look,
    guard="acknowledgement",
    breaks=("lost",),
    commands=400,
    targets=targets,
)
