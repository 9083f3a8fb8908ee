"""Inserts succeed, but their answer is lost: by a time-out that uses up the budget, or a broken connection.

The result of the first is withheld until the calendar was read; that of the others is found by
sending the insert again.
"""

from datetime import timedelta

from tests.faults.acts.google_disturbance import (
    INSERTS,
    answers,
    counted,
    order,
    outcomes,
    restore,
    struck,
)
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.sandbox.local_google.wire.faults import Fault

BUDGET_SECONDS = 5
"""Less than a call may take: a time-out uses it up at once."""
TOO_LATE = timedelta(seconds=11)
TIMED_OUT = 6


async def prepare(play: Play) -> None:
    play.fleet.variables["VAI_GOOGLE__RETRY_BUDGET_SECONDS"] = str(BUDGET_SECONDS)
    seed = play.options.seed
    await order(
        play,
        Fault(path=INSERTS, when="after", stall=TOO_LATE, times=TIMED_OUT, share=0.1, seed=seed),
        Fault(path=INSERTS, when="after", drop=True, times=None, share=0.2, seed=seed + 1),
    )


async def act(play: Play) -> None:
    await play.begin()


async def look(play: Play) -> None:
    hit = await struck(play)
    play.notes["timed_out_after_effect"] = sum(made(entry.event_id) and not entry.dropped for entry in hit)
    play.notes["dropped_after_effect"] = sum(made(entry.event_id) and entry.dropped for entry in hit)
    play.notes["withheld"] = await counted(play, "vai_records_total", outcome="withheld")
    play.notes["found_by_reading"] = await read_by_id(play)
    await restore(play)
    play.notes["outcomes"] = outcomes(answers(play))


def made(event_id: str | None) -> bool:
    return event_id is not None


async def read_by_id(play: Play) -> int:
    entries = await play.stage.google.control.log(by_hand=False, method="GET", path=r"/events/[^/]+$")
    return sum(entry.status == 200 for entry in entries)


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "timed_out": figures["timed_out_after_effect"] > 0 and figures["withheld"] > 0,
        "dropped": figures["dropped_after_effect"] > 0 and figures["found_by_reading"] > 0,
    }


INSERT_TIMED_OUT = Scenario(
    name="insert-timed-out",
    what="inserts succeed, but their answer is lost to a time-out or a broken connection",
    act=act,
    guard="doubt",
    breaks=("effects_without_answer", "unsuccessful"),
    commands=300,
    prepare=prepare,
    targets=targets,
    look=look,
)
