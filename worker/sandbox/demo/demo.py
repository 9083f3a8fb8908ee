"""The whole thing on this machine: a broker, a database, a local Google, a worker, and agents.

The worker is the real one, in its own process; the agents are plain Kafka clients. What is
shown is checked against the calendars, and a promise that does not hold makes the demo fail.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from worker.app.signals import stopping_on_signals
from worker.ports.clock import SystemClock
from worker.sandbox.child_process import running
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.keep import how_to_talk
from worker.sandbox.demo.parts import embedded
from worker.sandbox.demo.programme import PROGRAMME
from worker.sandbox.demo.scene import played
from worker.sandbox.demo.show import Show
from worker.sandbox.demo.summary import BROKEN, Summary
from worker.sandbox.demo.theatre import Theatre, theatre_on
from worker.sandbox.loopback import free_port
from worker.sandbox.stage import Stage

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""
POLL_SECONDS = "30"
"""How often the worker looks into calendars while it is kept running. The scenes count each call to
Google, so they are over by then, and without `--keep` it looks only when it is asked to."""


Afterwards = Callable[[Stage, int], Awaitable[None]]
"""What happens once the scenes are over, given the port at which the worker tells its health."""


class Interrupted(Exception):
    """Somebody wants the demo to end early."""


def run_demo(show: Show, *, keep: bool) -> int:
    """Run the demo and return its exit code; block. After a failure the worker's log stays."""
    directory = Path(tempfile.mkdtemp(prefix="vai-demo-"))
    code = BROKEN
    try:
        code = asyncio.run(until_told(show, directory, keep=keep))
    finally:
        if code == BROKEN:
            show.tell(f"The worker's log stays in {directory}.")
        else:
            shutil.rmtree(directory, ignore_errors=True)
    return code


async def until_told(show: Show, directory: Path, *, keep: bool) -> int:
    """Perform, and leave nothing behind when a signal says so before the end.

    A second signal changes nothing: `timeout` sends two, and leaving at once would leave a
    database and a key behind. Every wait of the ending has an end of its own.
    """
    told = asyncio.Event()
    code = INTERRUPTED
    with stopping_on_signals(told.set, again=told.set):
        try:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(interrupted(told))

                async def stay(stage: Stage, port: int) -> None:
                    watching.cancel()  # from here on a signal is the ordinary end
                    show.tell(*how_to_talk(stage, port))
                    await told.wait()

                following = POLL_SECONDS if keep else "0"
                code = await perform(show, directory, following, stay if keep else leave)
                watching.cancel()
        except BaseExceptionGroup:
            if not told.is_set():
                raise  # else it is the interruption, and whatever it broke on its way
    return code


async def interrupted(told: asyncio.Event) -> None:
    await told.wait()
    raise Interrupted


async def leave(_stage: Stage, _port: int) -> None:
    """End at once."""


async def perform(show: Show, directory: Path, poll_seconds: str, afterwards: Afterwards) -> int:
    """Start everything, play every scene, and return the exit code."""
    clock = SystemClock()
    began = clock.monotonic()
    show.begin()
    async with embedded(directory) as stage:
        port = free_port()
        worker = stage.worker(
            VAI_WORKER__POLL_SECONDS=poll_seconds,
            VAI_WORKER__GOOGLE_HOURS="false",  # each scene tells what its own commands ask Google
            VAI_HTTP__PORT=str(port),
        )
        async with running(worker), theatre_on(stage, clock.now()) as theatre:
            show.ready(clock.monotonic() - began)
            cards = await play(show, theatre)
            await theatre.agents.calls.fresh()
            summary = Summary.of(cards, theatre.agents, clock.monotonic() - began)
            show.end(summary)
            if summary.broken:
                show.log(worker)
            await afterwards(stage, port)
    return summary.exit_code


async def play(show: Show, theatre: Theatre) -> list[Card]:
    cards: list[Card] = []
    for scene in PROGRAMME:
        with show.scene(scene) as card:
            cards.append(card)
            goes_on = await played(scene, theatre, card)
        if not goes_on:
            break
    return cards
