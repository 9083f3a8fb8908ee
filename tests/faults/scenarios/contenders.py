"""The same storm for others: the plain loop, and FastStream set in two ways.

Same kills, same journal, same judge; but no agent repeats itself, which none of them is made for:
what breaks here is broken by kills alone. They do less than our worker (no rules, no search), and
send no event id of their own. So duplicates are what plain application code costs when a command is
delivered again, which a framework cannot know; commands that are lost or out of order are what the
framework's delivery costs. `slots` is how many commands each of their replicas runs at once, and a
victim must be at one of them at least: after a rebalance some have no more to do while others do.
It dies when half of its wave is answered, else there would be next to nothing to lose.
"""

from dataclasses import replace

from tests.faults.scenarios.sigkill_storm import SIGKILL_STORM, storm
from tests.faults.verdict.judge import PROMISES

AT_WORK = 0.01
"""Of the slots: a single one."""
FASTSTREAM = ("-m", "tests.faults.replicas.contenders.faststream_worker")

CONTENDER = replace(
    SIGKILL_STORM,
    act=storm(sent_twice=0, busy=AT_WORK, answered=0.5),
    guard=None,
    targets=None,
    breaks=PROMISES,
    in_all=False,
)
CONTENDERS = (
    replace(
        CONTENDER,
        name="contender-auto-commit",
        what="the storm for a plain loop, one command at a time, whose client commits every five seconds",
        program=("-m", "tests.faults.replicas.contenders.auto_commit"),
        slots=1,
    ),
    replace(
        CONTENDER,
        name="contender-faststream",
        what="the storm for FastStream with eight workers, which acknowledges first, as is its default",
        program=(*FASTSTREAM, "ack_first", "8"),
        slots=8,
    ),
    replace(
        CONTENDER,
        name="contender-faststream-acked",
        what="the storm for FastStream with four workers, which acknowledges what is done",
        program=(*FASTSTREAM, "nack_on_error", "4"),
        slots=4,
    ),
)
