"""A real worker with an illness: `python -m tests.faults.replicas.ill_replica ILLNESS NUMBER [GUARD]`.

It dies or freezes at a certain place in the middle of a command, where no signal from outside
would hit it. Between the two nothing of the process runs, so the place is exact.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from tests.faults.replicas.guards.known import GUARDS
from worker import logs
from worker.app.ports import Wrap
from worker.app.run import run
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing, Publisher
from worker.sandbox.failpoints import Failpoints
from worker.settings.environment import read
from worker.settings.model import Settings

T = TypeVar("T")

AFTER_EFFECT = "dies-after-effect"
"""At the n-th event that Google has made and the worker has heard of."""
AFTER_RESULT = "dies-after-result"
"""At the n-th result that Kafka has taken."""
BEFORE_EFFECT = "freezes-before-effect"
"""Once it is told to by SIGUSR1: when the n-th event from then on is about to be asked for."""


@dataclass(slots=True)
class Countdown:
    """Sends its own process a signal at the last of several visits to a step."""

    step: str
    left: int
    number: signal.Signals
    is_armed: bool = True

    async def __call__(self, step: str) -> None:
        if step == self.step and self.is_armed:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), self.number)

    def arm(self) -> None:
        self.is_armed = True


@dataclass(frozen=True, slots=True)
class Results:
    """A publisher that tells of each acknowledged result, and not of what else it publishes."""

    inner: Publisher
    topic: str
    hit: Countdown

    async def publish(self, record: Outgoing) -> None:
        await self.inner.publish(record)
        if record.topic == self.topic:
            await self.hit(AFTER_RESULT)


def dies_after_effect(visits: int, _settings: Settings) -> Wrap:
    return Failpoints(Countdown("calendar.insert:after", visits, signal.SIGKILL))


def dies_after_result(visits: int, settings: Settings) -> Wrap:
    countdown = Countdown(AFTER_RESULT, visits, signal.SIGKILL)
    topic = Topics(settings.kafka.topic_prefix).results

    def wrap(name: str, port: T, /) -> T:
        return cast("T", Results(cast("Publisher", port), topic, countdown)) if name == "publisher" else port

    return wrap


def freezes_before_effect(visits: int, _settings: Settings) -> Wrap:
    countdown = Countdown("calendar.insert:before", visits, signal.SIGSTOP, is_armed=False)
    signal.signal(signal.SIGUSR1, lambda *_: countdown.arm())
    return Failpoints(countdown)


ILLNESSES: Mapping[str, Callable[[int, Settings], Wrap]] = {
    AFTER_EFFECT: dies_after_effect,
    AFTER_RESULT: dies_after_result,
    BEFORE_EFFECT: freezes_before_effect,
}


def program(illness: str, number: int, without: str | None) -> tuple[str, ...]:
    """Return what to start in place of a worker."""
    return ("-m", "tests.faults.replicas.ill_replica", illness, str(number), *([without] if without else []))


def main(illness: str, number: str, *guards: str) -> int:
    for guard in guards:
        GUARDS[guard]()
    settings = read(Settings)
    logs.configure(settings.worker.log_level, sys.stderr)
    return asyncio.run(run(settings, wrap=ILLNESSES[illness](int(number), settings)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
