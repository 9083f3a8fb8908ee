"""The worker may not act for one of its users for a while. The others' commands go on."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import ceil
from random import Random

from tests.faults.acts.google_disturbance import answers, order, outcomes, restore
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.evidence import Answer
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.recovery import percentile
from tests.faults.world.load import Order, meeting, meetings, users
from worker.engine.retry import RetryPolicy
from worker.sandbox.local_google.wire.faults import Fault

BUDGET = RetryPolicy().budget.total_seconds()
REFUSED_WITHIN = 45
"""Seconds; less than the budget for retries, which a broken grant must not use up."""
MORE_OF_HERS = 12
"""In each part, beside those that she has by chance."""


async def act(play: Play) -> None:
    """Send the commands in three parts; while the grant is broken, the second."""
    await play.fleet.start(play.options.replicas)
    before, broken, after = parts(play)
    await play.load.send(before)
    await play.harvest.answers_to(hers_of(play, before), ANSWERED_WITHIN)
    await break_grant(play)
    await play.load.send(broken)
    await note_refusals(play, hers_of(play, broken))
    await restore(play)
    await play.load.send(after)


def victim(play: Play) -> str:
    return users(play.options.commands)[0]


def parts(play: Play) -> list[list[Order]]:
    """Return thirds of the usual commands, each with some more of hers in between."""
    count = play.options.commands
    usual = meetings(count - 3 * MORE_OF_HERS, play.dice)
    more = [meeting(number, victim(play)) for number in range(len(usual), count)]
    third = ceil(len(usual) / 3)
    return [mixed(usual[n * third : (n + 1) * third], more[n::3], play.dice) for n in range(3)]


def mixed(some: list[Order], others: list[Order], dice: Random) -> list[Order]:
    orders = [*some, *others]
    dice.shuffle(orders)
    return orders


def hers_of(play: Play, orders: Sequence[Order]) -> list[str]:
    return [order.command_id for order in orders if order.key == victim(play)]


async def break_grant(play: Play) -> None:
    """End the user's tokens, and give no new ones."""
    refusal = Fault(path="^/token$", subject=victim(play), status=400, reason="invalid_grant", times=None)
    await order(play, refusal)
    play.notes["tokens_revoked"] = await play.stage.google.control.revoke_tokens(victim(play))


async def note_refusals(play: Play, hers: Sequence[str]) -> None:
    """Wait for the answers to her commands, and count the others' that come meanwhile."""
    already = set(play.harvest.answered)
    with suppress(TimeoutError):  # the verdict says so
        await play.harvest.answers_to(hers, REFUSED_WITHIN)
    meanwhile = play.harvest.answered.keys() - already
    play.notes["hers_while_broken"] = list(hers)
    play.notes["others_answered_meanwhile"] = len(meanwhile - set(hers))


async def look(play: Play) -> None:
    sent = {each.command_id: each.at for each in play.load.sent}
    hers = set(play.notes.pop("hers_while_broken", ()))
    refused = [answer for answer in answers(play) if answer.command_id in hers]
    others = [answer for answer in answers(play) if answer.command_id not in hers]
    play.notes |= {
        "hers_while_broken": len(hers),
        "hers_ended": outcomes(refused),
        "others_ended": outcomes(others),
        "refused_p99_seconds": p99(refused, sent),
        "others_p99_seconds": p99(others, sent),
    }


def p99(found: Sequence[Answer], sent: Mapping[str, float]) -> float | None:
    """Return how long answers took, in seconds, the wait for a slot included."""
    return percentile([answer.made_at - sent[answer.command_id] for answer in found], 99)


def targets(figures: Figures) -> dict[str, bool]:
    hers, waited = figures["hers_while_broken"], figures["refused_p99_seconds"]
    return {
        "under_load": figures.get("others_answered_meanwhile", 0) > 0 and figures["tokens_revoked"] > 0,
        "asked_once_each": 0 < figures.get("faults_hit", 0) <= hers,
        "refused_in_time": waited is not None and waited < BUDGET,
        "hers_refused": figures["hers_ended"] == {"reauthorization_required": hers},
        "others_succeeded": figures["others_ended"] == {"succeeded": figures["commands"] - hers},
    }


GRANT_REVOKED = Scenario(
    name="grant-revoked",
    what="one user's grant is broken for a while: refused at once, while everybody else's commands go on",
    act=act,
    guard="broken-grant",
    breaks=("hers_refused",),
    commands=480,
    all_succeed=False,
    targets=targets,
    look=look,
)
