"""The same storm for others: the plain loop, and FastStream as it comes and at its most careful.

Same load, same kills, same journal, same judge; they break promises, which shows what is at stake.
What each is set to stands in its module. They do less than our worker: no rules, no search. `slots`
is how many commands a victim must be at for a kill to be worth its while, and here that is one:
after a rebalance some of their replicas have no more to do while others do.
"""

from dataclasses import replace

from tests.faults.scenarios.sigkill_storm import SIGKILL_STORM

CONTENDER = replace(SIGKILL_STORM, guard=None, targets=None, slots=1, in_all=False)
FASTSTREAM = ("-m", "tests.faults.contenders.faststream_worker")

CONTENDERS = (
    replace(
        CONTENDER,
        name="headline-auto-commit",
        what="the storm for a plain loop that lets its client commit",
        program=("-m", "tests.faults.contenders.auto_commit"),
    ),
    replace(
        CONTENDER,
        name="headline-faststream",
        what="the storm for FastStream with its default, which acknowledges first",
        program=(*FASTSTREAM, "ack_first", "8"),
    ),
    replace(
        CONTENDER,
        name="headline-faststream-acked",
        what="the storm for FastStream when it acknowledges what is done",
        program=(*FASTSTREAM, "nack_on_error", "4"),
    ),
)
