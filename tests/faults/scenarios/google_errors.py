"""Google answers one request in twenty with a 5xx, before or after it took effect, now and then in HTML."""

from tests.faults.acts.google_disturbance import INSERTS, answers, order, outcomes, restore, struck
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.sandbox.local_google.wire.faults import Fault

PAGE = "<html><title>Error</title><p>The server encountered a temporary error.</p></html>"
EACH = 0.0125
"""The share of each of four faults."""
UNHARMED, LOST = 20, 5
"""After so many inserts, so many lose their answer, whatever the dice say."""


async def act(play: Play) -> None:
    await order(play, *mishaps(play.options.seed))
    await play.begin()


def mishaps(seed: int) -> list[Fault]:
    return [
        Fault(status=500, path=INSERTS, skip=UNHARMED, times=LOST, when="after"),
        Fault(status=500, times=None, share=EACH, seed=seed),
        Fault(status=503, times=None, share=EACH, seed=seed + 1, html=PAGE),
        Fault(status=500, times=None, share=EACH, seed=seed + 2, when="after"),
        Fault(status=503, times=None, share=EACH, seed=seed + 3, when="after", html=PAGE),
    ]


async def look(play: Play) -> None:
    hit = await struck(play)
    play.notes["requests"] = len(await play.stage.google.control.log(by_hand=False))
    play.notes["inserts_with_lost_answer"] = sum(made_it(entry.event_id, entry.method) for entry in hit)
    await restore(play)
    play.notes["outcomes"] = outcomes(answers(play))


def made_it(event_id: str | None, method: str) -> bool:
    return method == "POST" and event_id is not None


def targets(figures: Figures) -> dict[str, bool]:
    return {"bitten": figures["faults_hit"] > 0 and figures["inserts_with_lost_answer"] > 0}


GOOGLE_ERRORS = Scenario(
    name="google-errors",
    what="one request to Google in twenty is answered 500 or 503, before or after its effect, also in HTML",
    act=act,
    guard="own-ids",
    breaks=("duplicate_effects",),
    commands=600,
    targets=targets,
    look=look,
)
