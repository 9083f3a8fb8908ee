"""One key's calls take seconds. Its partition's other keys go on; commits wait for it, and lose nothing."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.faults.acts.google_disturbance import INSERTS, answers, order, restore
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.load import Order, Sent, meeting, meetings
from tests.support.group_offsets import Offsets, committed_offsets
from worker.sandbox.local_google.wire.faults import Fault

STALL = timedelta(seconds=4)
"""Of each insert: less than a call's time-out, so nothing fails."""
OF_SLOW_KEY = 40
"""Commands, beside those that it has by chance: nearly three minutes' work."""


async def act(play: Play) -> None:
    """Send the slow key's commands before all others, and let it be slow until the others are done."""
    await play.fleet.start(play.options.replicas)
    first, rest = one_each(meetings(play.options.commands - OF_SLOW_KEY, play.dice))
    await play.load.send(first)
    slow = crowded(play.load.sent)
    more = [with_new_guest(play.options.commands - number, slow) for number in range(1, OF_SLOW_KEY + 1)]
    await order(play, Fault(path=INSERTS, subject=slow, stall=STALL, times=None))
    await play.load.send([*more, *rest])
    others = [each.command_id for each in play.load.sent if each.key != slow]
    await play.harvest.answers_to(others, ANSWERED_WITHIN)
    committed, at = await committed_offsets(play.stage), time.time()
    await restore(play)
    await play.answered(1.0)
    note_lag(play, slow, committed, at)


def one_each(orders: Sequence[Order]) -> tuple[list[Order], list[Order]]:
    """Return the first command of each key, and the rest."""
    first = {each.key: each for each in reversed(orders)}
    return list(first.values()), [each for each in orders if first[each.key] is not each]


def with_new_guest(number: int, user: str) -> Order:
    """Order a meeting with somebody whom nobody knows: of a regular guest every booking is read first."""
    usual = meeting(number, user)
    guest = {"email": f"guest-{number}@elsewhere.example"}
    return replace(usual, body={**usual.body, "participants": [guest]})


def crowded(sent: Sequence[Sent]) -> str:
    """Return a key of the partition that has most of them: there are more keys than partitions."""
    partition, _ = Counter(each.partition for each in sent).most_common(1)[0]
    return next(each.key for each in sent if each.partition == partition)


def note_lag(play: Play, slow: str, committed: Offsets, at: float) -> None:
    """Note what the slow key had left when the others were done, and how far the commit was then."""
    slows = [each for each in play.load.sent if each.key == slow]
    place = slows[0].topic, slows[0].partition
    beside = [each for each in play.load.sent if (each.topic, each.partition) == place and each.key != slow]
    open_then = {answer.command_id for answer in answers(play) if answer.made_at > at}
    left = [each.offset for each in slows if each.command_id in open_then]
    end = max(each.offset for each in (*slows, *beside)) + 1
    oldest = min(left, default=end)
    play.notes |= {
        "slow_commands": len(slows),
        "slow_left": len(left),
        "neighbours_passed_it": sum(each.offset > oldest for each in beside),
        "watermark_gap": end - committed[place],
        "committed_beyond_slow": max(0, committed[place] - oldest),
    }


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "slow": figures.get("faults_hit", 0) > 0 and figures.get("slow_left", 0) > 0,
        "commit_waits": figures.get("committed_beyond_slow") == 0,
        "neighbours_passed_it": figures.get("neighbours_passed_it", 0) > 0,
    }


STRAGGLER_KEY = Scenario(
    name="straggler-key",
    what="one key's calls take seconds, among hundreds of quick ones, some of them in its partition",
    act=act,
    guard="lanes",
    breaks=("order_violations",),
    commands=600,
    targets=targets,
)
