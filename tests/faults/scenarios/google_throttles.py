"""Google asks for less: by many requests of its own choice, then by a quota that is used up.

Being asked to slow down costs no attempt: a command succeeds as soon as there is room again, or
says `rate_limited` once its budget is used up, and then it has done nothing.

All replicas hold back who is throttled, longer each time, and the project too where several
accounts are, for a minute at most. So there are few throttles for each account, and the wait that is
longer than any budget says that it means the account alone: else it would stop all work for a minute.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from tests.faults.acts.google_disturbance import (
    CALENDAR,
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
from tests.faults.verdict.evidence import Answer
from tests.faults.verdict.judge import Figures
from tests.faults.world.load import Sent, users
from tests.support.patience import until
from worker.engine.retry import RetryPolicy
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

TOO_MANY = 429
RETRY_AFTER = 1
TOO_LONG = 600
"""Seconds, more than any command's budget."""
QUOTA_REFUSALS = 5
"""So many requests are refused for each of the two quotas before there is room again."""
EARLY = 0.05
"""Seconds that a clock may be off."""
MOST = 0.9
"""Of the others' commands: the rest may have met so many throttles that their budget was used up."""
BUDGET = RetryPolicy().budget.total_seconds()
SOON = BUDGET / 2
"""Seconds. None but the hopeless is asked to wait for so long that it gives up before that."""
STORM_SHARE = 0.3
"""Of the first commands, so many are answered during the storm."""
MANY, SOME = 12, 5
"""Throttles of one kind."""
OF_USER = "userRateLimitExceeded"


async def act(play: Play) -> None:
    await order(play, *storm(play))
    await play.begin()
    async with play.under_load():
        await play.answered(STORM_SHARE)
        await restore(play)
        for quota in ("project_quota_per_minute", "user_quota_per_minute"):
            await scarce(play, quota)


def storm(play: Play) -> list[Fault]:
    """Throttle one user for good, and some requests of the others in one of three ways."""
    mine = {"subject": hopeless(play), "reason": OF_USER}
    seed = play.options.seed
    return [
        throttle(429, **mine, retry_after=str(TOO_LONG)),
        throttle(429, path=INSERTS, retry_after=str(RETRY_AFTER), share=0.12, times=MANY, seed=seed),
        throttle(403, share=0.05, times=SOME, seed=seed + 1),
        throttle(403, reason=OF_USER, share=0.05, times=SOME, seed=seed + 2),
    ]


def hopeless(play: Play) -> str:
    """Return the user who is asked to wait for longer than a command may take."""
    return users(play.options.commands)[0]


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

    async def are_there() -> bool:
        return await refused_by_quota(play) >= count

    await until(are_there)


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
    sent = {each.command_id: each for each in play.load.sent if each.key != hopeless(play)}
    theirs = [answer for answer in answers(play) if answer.command_id in sent]
    await note_early_retries(play)
    play.notes["outcomes"] = outcomes(answers(play))
    play.notes["others"] = outcomes(theirs)
    play.notes["gave_up_early"] = len(gave_up_early(sent, theirs))
    play.notes["throttled_tries"] = await counted(play, "vai_failed_tries_total", error="RateLimited")


def gave_up_early(sent: Mapping[str, Sent], found: Sequence[Answer]) -> set[str]:
    """Return the commands that were answered `rate_limited` with most of their budget left.

    Some budget may be left: nobody waits if the wait that is asked for is longer than that.
    """
    limited = [answer for answer in found if answer.code == "rate_limited"]
    return {answer.command_id for answer in limited if answer.made_at - sent[answer.command_id].at < SOON}


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "waits_as_asked": figures.get("early_retries") == 0,
        "storm": figures.get("faults_hit", 0) > 0 and figures.get("retries_after", 0) > 0,
        "project_quota": figures.get("refused_by_project_quota_per_minute", 0) >= QUOTA_REFUSALS,
        "user_quota": figures.get("refused_by_user_quota_per_minute", 0) >= QUOTA_REFUSALS,
        "honest": figures["outcomes"].keys() <= {"succeeded", "rate_limited"},
        "hopeless": figures["outcomes"].get("rate_limited", 0) > figures["others"].get("rate_limited", 0),
        "most_succeeded": figures["others"].get("succeeded", 0) > MOST * sum(figures["others"].values()),
    }


GOOGLE_THROTTLES = Scenario(
    name="google-throttles",
    what="Google answers 429 and 403 with and without Retry-After, and the quotas are used up for a while",
    act=act,
    guard="throttle",
    breaks=("honest", "most_succeeded"),
    commands=400,
    promises=("dead_lettered", "gave_up_early"),
    all_succeed=False,
    targets=targets,
    look=look,
)
