"""A replica freezes in the middle of a command, and thaws when others have long finished it: a zombie.

It freezes just before a write to Google, while other writes of its own are on their way: those the
network holds up, and they reach Google after the thaw. None of all that may have an effect.
"""

import asyncio
import os
import signal
import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import asyncpg

from tests.faults.evidence import marked
from tests.faults.fleet import LOOK_EVERY, Place
from tests.faults.ill_replica import BEFORE_EFFECT, program
from tests.faults.judge import Figures
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios.google_disturbance import INSERTS, order
from tests.faults.scenarios.sigkill_storm import BUSY_SHARE, READY_TO_DIE_WITHIN
from worker.kafka.consumer import SESSION_TIMEOUT
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

FROZEN_FOR = 2 * SESSION_TIMEOUT
HELD_UP_FOR = (timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=90))
"""Writes on their way, by the order in which they set out: the last comes late on a slow machine too."""
SILENT_AFTER = 7
"""Seconds: a replica beats every three, and its claims are void after ten."""
STOPPED = "T"
"""What Linux calls the state of a process under SIGSTOP."""
HELD = """
SELECT command_id FROM commands WHERE state = 'running'
    AND owner = (SELECT replica_id FROM replicas ORDER BY heartbeat_at LIMIT 1)
"""


async def prepare(play: Play) -> None:
    """Let any replica freeze that is told to."""
    play.fleet.program = program(BEFORE_EFFECT, len(HELD_UP_FOR) + 1, play.options.without)


async def act(play: Play) -> None:
    play.notes["late_effects"] = 0
    await play.begin()
    await play.answered(0.1)
    replica = await play.fleet.busy_one(BUSY_SHARE, 0, READY_TO_DIE_WITHIN)
    zombie, owned = replica.process, await replica.owned()
    await hold_up(play, owned)
    await freeze(zombie)
    began = time.monotonic()
    await play.stage.google.control.clear_faults()  # of what is on its way nothing is let go
    await asyncio.sleep(SILENT_AFTER)
    held = await held_by_the_silent(play)
    await play.harvest.answers_to(held, ANSWERED_WITHIN)
    await asyncio.sleep(began + FROZEN_FOR.total_seconds() - time.monotonic())
    zombie.thaw()
    thawed = time.monotonic()
    late = await late_calls(play, held, thawed, give_up=began + HELD_UP_FOR[-1].total_seconds() + 5)
    play.notes["frozen_seconds"] = round(thawed - began, 1)
    play.notes["held_at_freeze"] = len(held)
    play.notes["late_calls"] = len(late)
    play.notes["late_effects"] = sum(entry.event_id is not None for entry in late)


async def hold_up(play: Play, owned: Collection[Place]) -> None:
    """Let some writes for users of these partitions take their time on the way to Google."""
    users = {each.key.partition("@")[0] for each in play.load.sent if (each.topic, each.partition) in owned}
    theirs = f"guest-of-({'|'.join(sorted(users))})@"
    await order(
        play, *(Fault(path=INSERTS, method="POST", body=theirs, stall=delay) for delay in HELD_UP_FOR)
    )


async def freeze(process: ChildProcess) -> None:
    """Tell a replica to freeze, and wait until it has come to the place for it."""
    os.kill(process.pid, signal.SIGUSR1)
    async with asyncio.timeout(READY_TO_DIE_WITHIN):
        while True:
            if state_of(process.pid) == STOPPED:
                return
            await asyncio.sleep(LOOK_EVERY)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def held_by_the_silent(play: Play) -> list[str]:
    """Return the commands of the replica that has not been heard of for longest."""
    connection = await asyncpg.connect(play.stage.database_url)
    try:
        return [row["command_id"] for row in await connection.fetch(HELD)]
    finally:
        await connection.close()


async def late_calls(play: Play, held: Collection[str], thawed: float, give_up: float) -> list[LogEntry]:
    """Wait for the writes for these commands that Google gets to after the thaw, and return them.

    The commands were all answered before it, so whoever still writes for them is the zombie.
    """
    while True:
        await play.journal.read()
        late = [entry for entry in play.journal.entries.values() if is_late(entry, held, thawed)]
        if late or time.monotonic() > give_up:
            return late
        await asyncio.sleep(LOOK_EVERY)


def is_late(entry: LogEntry, held: Collection[str], thawed: float) -> bool:
    return (
        entry.method == "POST"
        and isinstance(entry.body, dict)
        and marked(entry.body) in held
        and (entry.answered_monotonic or 0.0) > thawed
    )


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "frozen": figures.get("frozen_seconds", 0) >= FROZEN_FOR.total_seconds(),
        "held_at_freeze": figures.get("held_at_freeze", 0) > len(HELD_UP_FOR),
        "late_calls": figures.get("late_calls", 0) > 0,
        "taken_over": figures["reexecuted"] > 0,
    }


FREEZE = Scenario(
    name="freeze",
    what="a replica is frozen for twice the session time-out in the middle of its work, and thaws",
    act=act,
    prepare=prepare,
    guard="fence",
    breaks=("repeats_differ", "duplicate_effects", "late_effects"),
    commands=400,
    promises=("late_effects", "dead_lettered"),
    targets=targets,
)
