"""Requests stall beyond the time-out of a call, and connections break, before and after the effect.

A request that stalls before its effect has it late: when the worker has given it up, and perhaps
has sent it again.
"""

from datetime import timedelta

from tests.faults.acts.google_disturbance import (
    FREE_BUSY,
    INSERTS,
    answers,
    order,
    outcomes,
    restore,
    struck,
)
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.handlers.doubt import APART
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

JUST_TOO_LATE = timedelta(seconds=10.2)
"""The time-out is 10 s: such a request often takes effect before it is sent again."""
MUCH_TOO_LATE = timedelta(seconds=13)
"""Such a one comes after the second request."""

LONGEST_DOUBT = 2 * APART.total_seconds()
"""Seconds: a result may be withheld until nothing was seen of a write twice, a minute apart."""


async def act(play: Play) -> None:
    play.quiet_seconds = LONGEST_DOUBT
    await order(play, *mishaps(play.options.seed))
    await play.begin()


def mishaps(seed: int) -> list[Fault]:
    return [
        Fault(path=INSERTS, stall=JUST_TOO_LATE, times=3, share=0.05, seed=seed),
        Fault(path=INSERTS, stall=MUCH_TOO_LATE, times=3, share=0.05, seed=seed + 1),
        Fault(path=INSERTS, stall=MUCH_TOO_LATE, times=2, share=0.05, seed=seed + 2, when="after"),
        Fault(path=FREE_BUSY, stall=MUCH_TOO_LATE, times=2, share=0.05, seed=seed + 3),
        Fault(drop=True, times=None, share=0.03, seed=seed + 4),
        Fault(path=INSERTS, drop=True, times=None, share=0.05, seed=seed + 5, when="after"),
    ]


async def look(play: Play) -> None:
    hit = await struck(play)
    play.notes["dropped"] = sum(entry.dropped for entry in hit)
    play.notes["dropped_after_effect"] = sum(entry.dropped and made(entry) for entry in hit)
    play.notes["stalled"] = sum(not entry.dropped for entry in hit)
    play.notes["effects_after_giving_up"] = sum(is_late(entry) and made(entry) for entry in hit)
    play.notes["late_without_effect"] = sum(is_late(entry) and entry.status == 409 for entry in hit)
    await restore(play)
    play.notes["outcomes"] = outcomes(answers(play))


def made(entry: LogEntry) -> bool:
    return entry.event_id is not None


def is_late(entry: LogEntry) -> bool:
    return entry.method == "POST" and not entry.dropped and entry.path.endswith("/events")


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "stalled": figures["effects_after_giving_up"] + figures["late_without_effect"] > 0,
        "dropped": figures["dropped"] > figures["dropped_after_effect"] > 0,
    }


GOOGLE_STALLS = Scenario(
    name="google-stalls",
    what="requests to Google stall beyond the time-out, and connections break, before and after the effect",
    act=act,
    guard="doubt",
    breaks=("effects_without_answer", "unsuccessful"),
    commands=400,
    targets=targets,
    look=look,
)
