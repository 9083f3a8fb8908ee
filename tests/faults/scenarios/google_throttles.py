"""Google asks for less: by many requests of its own choice, then by a quota that is used up.

Being asked to slow down costs no attempt: a command succeeds as soon as there is room again, or
says `rate_limited` once its budget is used up, and then it has done nothing.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress
from itertools import pairwise

from tests.faults.evidence import Answer
from tests.faults.judge import Figures
from tests.faults.load import users
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios.google_disturbance import (
    CALENDAR,
    FREE_BUSY,
    answers,
    counted,
    order,
    outcomes,
    restore,
    struck,
)
from worker.engine.retry import RetryPolicy
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

TOO_MANY = 429
RETRY_AFTER = 1
TOO_LONG = 600
"""Seconds, more than any command's budget."""
QUOTA_REFUSALS = 5
"""So many requests are refused for each of the two quotas before there is room again."""
REFUSED_WITHIN = 60
LOOK_EVERY = 0.2
EARLY = 0.05
"""Seconds that a clock may be off."""
MOST = 0.5
"""Of all commands: the rest may have been told to come back later than their budget."""
BUDGET = RetryPolicy().budget.total_seconds()


async def act(play: Play) -> None:
    await order(play, *storm(play))
    await play.begin()
    await play.answered(0.4)
    await restore(play)
    for quota in ("project_quota_per_minute", "user_quota_per_minute"):
        await scarce(play, quota)


def storm(play: Play) -> list[Fault]:
    """Throttle a fifth of all requests, each in one of three ways, and one user for good."""
    hopeless, seed = users(play.options.commands)[0], play.options.seed
    return [
        throttle(429, subject=hopeless, path=FREE_BUSY, retry_after=str(TOO_LONG), times=2),
        throttle(429, retry_after=str(RETRY_AFTER), share=0.12, seed=seed),
        throttle(403, share=0.05, seed=seed + 1),
        throttle(403, reason="userRateLimitExceeded", share=0.05, seed=seed + 2),
    ]


def throttle(status: int, **fields: object) -> Fault:
    usual = {"path": CALENDAR, "reason": "rateLimitExceeded", "times": None}
    return Fault.model_validate({**usual, "status": status, **fields})


async def scarce(play: Play, quota: str) -> None:
    """Leave nothing of a quota until some requests were refused for it."""
    control, before = play.stage.google.control, await refused_by_quota(play)
    await control.behave(**{quota: 1})
    with suppress(TimeoutError):  # the verdict says so
        await refusals(play, before + QUOTA_REFUSALS)
    await control.behave(**{quota: None})
    play.notes[f"refused_by_{quota}"] = await refused_by_quota(play) - before


async def refusals(play: Play, count: int) -> None:
    """Wait until so many requests were refused because a quota was used up."""
    async with asyncio.timeout(REFUSED_WITHIN):
        while True:
            if await refused_by_quota(play) >= count:
                return
            await asyncio.sleep(LOOK_EVERY)


async def refused_by_quota(play: Play) -> int:
    entries = await play.stage.google.control.log(by_hand=False, path=CALENDAR)
    return sum(entry.status == 403 and entry.fault_id is None for entry in entries)


async def note_early_retries(play: Play) -> None:
    """Count inserts that came again before the time that their `Retry-After` named."""
    asked_to_wait = {entry.sequence for entry in await struck(play) if entry.status == TOO_MANY}
    tries: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in await play.stage.google.control.log(by_hand=False, method="POST", path=r"/events$"):
        tries[entry.body["id"]].append(entry)
    pairs = [pair for each in tries.values() for pair in pairwise(each)]
    waits = [wait_between(*pair) for pair in pairs if pair[0].sequence in asked_to_wait]
    play.notes["retries_after"] = len(waits)
    play.notes["early_retries"] = sum(wait < RETRY_AFTER - EARLY for wait in waits)


def wait_between(earlier: LogEntry, later: LogEntry) -> float:
    return later.arrived_monotonic - (earlier.answered_monotonic or later.arrived_monotonic)


async def look(play: Play) -> None:
    found = answers(play)
    await note_early_retries(play)
    play.notes["outcomes"] = outcomes(found)
    play.notes["gave_up_early"] = len(gave_up_early(play, found))
    play.notes["throttled_tries"] = await counted(play, "vai_failed_tries_total", error="RateLimited")


def gave_up_early(play: Play, found: list[Answer]) -> set[str]:
    """Return the commands that were answered `rate_limited` with budget left, beside the hopeless user's.

    That is no lie where the wait that was asked for is longer than what is left.
    """
    hopeless = users(play.options.commands)[0]
    sent = {each.command_id: each for each in play.load.sent if each.key != hopeless}
    limited = [answer for answer in found if answer.code == "rate_limited" and answer.command_id in sent]
    return {
        answer.command_id
        for answer in limited
        if answer.made_at - sent[answer.command_id].at < BUDGET - RETRY_AFTER - EARLY
    }


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "waits_as_asked": figures.get("early_retries") == 0,
        "storm": figures.get("faults_hit", 0) > 0 and figures.get("retries_after", 0) > 0,
        "project_quota": figures.get("refused_by_project_quota_per_minute", 0) >= QUOTA_REFUSALS,
        "user_quota": figures.get("refused_by_user_quota_per_minute", 0) >= QUOTA_REFUSALS,
        "honest": figures["outcomes"].keys() <= {"succeeded", "rate_limited"},
        "most_succeeded": figures["succeeded"] > MOST * figures["commands"],
    }


GOOGLE_THROTTLES = Scenario(
    name="google-throttles",
    what="Google answers 429 and 403 with and without Retry-After, and the quotas are used up for a while",
    act=act,
    guard="throttle",
    breaks=("honest", "most_succeeded"),
    commands=400,
    all_succeed=False,
    targets=targets,
    look=look,
)
