"""The worker may not act for one of its users for a while. The others' commands go on."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from tests.faults.evidence import Answer
from tests.faults.judge import Figures
from tests.faults.load import Order, meetings, users
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.recovery import percentile
from tests.faults.scenario import Scenario
from tests.faults.scenarios.google_disturbance import answers, order, outcomes, restore
from worker.sandbox.local_google.wire.faults import Fault

REFUSED_WITHIN = 45
"""Seconds; less than the budget for retries, which a broken grant must not use up."""


async def act(play: Play) -> None:
    """Send the commands in three parts; while the grant is broken, the second."""
    await play.fleet.start(play.options.replicas)
    before, broken, after = parts(play)
    await play.load.send(before)
    await play.harvest.answers_to(of_victim(play, before), ANSWERED_WITHIN)
    await break_grant(play)
    await play.load.send(broken)
    await note_refusals(play, of_victim(play, broken))
    await restore(play)
    await play.load.send(after)
    await play.answered(1.0)
    note_ends(play, of_victim(play, broken))


def parts(play: Play) -> tuple[list[Order], list[Order], list[Order]]:
    orders = meetings(play.options.commands, play.dice)
    third = len(orders) // 3
    return orders[:third], orders[third : 2 * third], orders[2 * third :]


def of_victim(play: Play, orders: Sequence[Order]) -> list[str]:
    return [order.command_id for order in orders if order.key == users(play.options.commands)[0]]


async def break_grant(play: Play) -> None:
    """End the user's tokens, and give no new ones."""
    victim = users(play.options.commands)[0]
    await order(play, Fault(path="^/token$", subject=victim, status=400, reason="invalid_grant", times=None))
    play.notes["tokens_revoked"] = await play.stage.google.control.revoke_tokens(victim)


async def note_refusals(play: Play, hers: Sequence[str]) -> None:
    """Wait for the answers to her commands, and count the others' that come meanwhile."""
    already = set(play.harvest.answered)
    with suppress(TimeoutError):  # the verdict says so
        await play.harvest.answers_to(hers, REFUSED_WITHIN)
    meanwhile = play.harvest.answered.keys() - already
    play.notes["hers_while_broken"] = len(hers)
    play.notes["others_answered_meanwhile"] = len(meanwhile - set(hers))


def note_ends(play: Play, hers: Sequence[str]) -> None:
    sent = {each.command_id: each.at for each in play.load.sent}
    refused = [answer for answer in answers(play) if answer.command_id in hers]
    others = [answer for answer in answers(play) if answer.command_id not in hers]
    play.notes["hers_ended"] = outcomes(refused)
    play.notes["others_ended"] = outcomes(others)
    play.notes["refused_p99_seconds"] = p99(refused, sent)
    play.notes["others_p99_seconds"] = p99(others, sent)


def p99(found: Sequence[Answer], sent: Mapping[str, float]) -> float | None:
    """Return how long answers took, in seconds, the wait for a slot included."""
    return percentile([answer.made_at - sent[answer.command_id] for answer in found], 99)


def targets(figures: Figures) -> dict[str, bool]:
    hers = figures["hers_while_broken"]
    return {
        "under_load": figures["tokens_revoked"] > 0 and figures["others_answered_meanwhile"] > 0,
        "asked_once_each": 0 < figures["faults_hit"] <= hers,
        "hers_refused": figures["hers_ended"] == {"reauthorization_required": hers},
        "others_succeeded": figures["others_ended"] == {"succeeded": figures["commands"] - hers},
    }


GRANT_REVOKED = Scenario(
    name="grant-revoked",
    what="one user's grant is broken for a while: refused at once, while everybody else's commands go on",
    act=act,
    guard="broken-grant",
    commands=480,
    targets=targets,
)
