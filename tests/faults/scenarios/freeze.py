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

from tests.faults.acts.google_disturbance import INSERTS, hits, order
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.replicas.ill_replica import BEFORE_EFFECT, program
from tests.faults.scenario import Scenario
from tests.faults.scenarios.sigkill_storm import BUSY_SHARE
from tests.faults.verdict.evidence import marked
from tests.faults.verdict.gathering import remembered
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import LOOK_EVERY, Place
from tests.support.patience import until
from worker.kafka.consumer import SESSION_TIMEOUT
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

FROZEN_FOR = 2 * SESSION_TIMEOUT
HELD_UP_FOR = (timedelta(seconds=26), timedelta(seconds=30), timedelta(seconds=34))
"""Writes on their way, by the order in which they set out. All outlast the freeze, if it begins soon."""
SILENT_AFTER = 7
"""Seconds: a replica beats every three, and its claims are void after ten."""
REACHED_WITHIN = 30
"""Seconds more than the longest delay, for Google to get to a write."""
STOPPED = "T"
"""What Linux calls the state of a process under SIGSTOP."""
HELD = """
SELECT command_id FROM commands WHERE state = 'running'
    AND owner = (SELECT replica_id FROM replicas ORDER BY heartbeat_at LIMIT 1)
"""


async def prepare(play: Play) -> None:
    """Let any replica freeze that is told to."""
    play.fleet.program = program(BEFORE_EFFECT, 1, play.options.without)


async def act(play: Play) -> None:
    play.notes["late_effects"] = 0
    await play.begin()
    await play.answered(0.1)
    replica = await play.fleet.busy_one(BUSY_SHARE)
    zombie, owned = replica.process, await replica.owned()
    faults = await hold_up(play, owned)
    await freeze(zombie)
    began = time.monotonic()
    await play.stage.google.control.clear_faults()  # of what is on its way nothing is let go
    await asyncio.sleep(SILENT_AFTER)
    held = await held_by_the_silent(play)
    await play.harvest.answers_to(held, ANSWERED_WITHIN)
    await asyncio.sleep(began + FROZEN_FOR.total_seconds() - time.monotonic())
    zombie.thaw()
    thawed = time.monotonic()
    arrived = await held_up(play, faults, until=began + HELD_UP_FOR[-1].total_seconds() + REACHED_WITHIN)
    late = [entry for entry in play.journal.entries.values() if is_late(entry, held, thawed)]
    play.notes |= {
        "frozen_seconds": round(thawed - began, 1),
        "held_at_freeze": held,
        "held_up_early": sum(answered(entry) <= thawed for entry in arrived),
        "held_up_late": sum(answered(entry) > thawed for entry in arrived),
        "late_calls": len(late),
        "late_effects": sum(entry.event_id is not None for entry in late),
    }


async def hold_up(play: Play, owned: Collection[Place]) -> set[int]:
    """Let some writes for users of these partitions take their time on the way to Google.

    Return the ids of what holds them up, when each of them does.
    """
    users = {each.key.partition("@")[0] for each in play.load.sent if (each.topic, each.partition) in owned}
    theirs = f"guest-of-({'|'.join(sorted(users))})@"
    delays = [Fault(path=INSERTS, method="POST", body=theirs, stall=delay) for delay in HELD_UP_FOR]
    faults = set(await order(play, *delays))

    async def all_hit() -> bool:
        return await hits(play) == len(faults)

    await until(all_hit)
    return faults


async def freeze(process: ChildProcess) -> None:
    """Tell a replica to freeze, and wait until it has come to the place for it."""
    os.kill(process.pid, signal.SIGUSR1)

    async def is_stopped() -> bool:
        return state_of(process.pid) == STOPPED

    await until(is_stopped)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def held_by_the_silent(play: Play) -> list[str]:
    """Return the commands of the replica that has not been heard of for longest."""
    connection = await asyncpg.connect(play.stage.database_url)
    try:
        return [row["command_id"] for row in await connection.fetch(HELD)]
    finally:
        await connection.close()


async def held_up(play: Play, faults: Collection[int], until: float) -> list[LogEntry]:
    """Wait until Google has got to every write that was held up; return those that it got to."""
    while True:
        await play.journal.read()
        entries = play.journal.entries.values()
        arrived = [entry for entry in entries if entry.fault_id in faults and answered(entry)]
        if len(arrived) == len(faults) or time.monotonic() > until:
            return arrived
        await asyncio.sleep(LOOK_EVERY)


def answered(entry: LogEntry) -> float:
    """Return when Google had done with a request, by the machine's monotonic clock; 0: not yet."""
    return entry.answered_monotonic or 0.0


def is_late(entry: LogEntry, held: Collection[str], thawed: float) -> bool:
    """Say whether somebody wrote for one of these commands after the thaw.

    They were all answered before it, so whoever did is the zombie.
    """
    return (
        entry.method == "POST"
        and isinstance(entry.body, dict)
        and marked(entry.body) in held
        and answered(entry) > thawed
    )


async def look(play: Play) -> None:
    """Count the zombie's commands, and those of them that others ran again."""
    held = set(play.notes.pop("held_at_freeze", ()))
    again = {row.command_id for row in await remembered(play.stage) if row.begun > 1}
    play.notes |= {"held_at_freeze": len(held), "taken_over": len(held & again)}


def targets(figures: Figures) -> dict[str, bool]:
    late = figures.get("held_up_late", 0)
    return {
        "frozen": figures.get("frozen_seconds", 0) >= FROZEN_FOR.total_seconds(),
        "held_at_freeze": figures.get("held_at_freeze", 0) > len(HELD_UP_FOR),
        "held_up": late + figures.get("held_up_early", 0) == len(HELD_UP_FOR),
        "late_calls": late > 0,
        "taken_over": figures["taken_over"] > 0,
    }


FREEZE = Scenario(
    name="freeze",
    what="a replica is frozen for twice the session time-out in the middle of its work, and thaws",
    act=act,
    look=look,
    prepare=prepare,
    guard="fence",
    breaks=("repeats_differ", "duplicate_effects", "late_effects"),
    commands=400,
    promises=("late_effects", "dead_lettered"),
    targets=targets,
)
