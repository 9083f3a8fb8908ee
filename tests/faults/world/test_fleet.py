from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pytest

from tests.faults.world.fleet import Death, Fleet, Replica
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.stage import Stage


@dataclass(slots=True)
class Ended:
    exit_codes: list[int]


def fleet(*exits: Sequence[int], killed: Sequence[int] = ()) -> Fleet:
    """Return replicas that ended with these codes, of which some were killed, by their places."""
    replicas = [
        Replica(str(place), cast("ChildProcess", Ended(list(codes))), 0) for place, codes in enumerate(exits)
    ]
    deaths = [Death(str(place), 0, 0, frozenset()) for place in killed]
    return Fleet(cast("Stage", None), 8, replicas=replicas, deaths=deaths)


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        pytest.param(fleet([0], [0, 0], []), 0, id="all were stopped"),
        pytest.param(fleet([-9, -9, 0], [0], killed=[0, 0]), 0, id="one was killed twice"),
        pytest.param(fleet([0], [1, 0]), 1, id="one ended with an error and was started again"),
        pytest.param(fleet([0], [-9]), 1, id="somebody else killed one, or it would not stop"),
        pytest.param(fleet([-9], [-9], killed=[0]), 1, id="the death of one excuses no other"),
        pytest.param(fleet([1], killed=[0]), 1, id="one ended before it could be killed"),
    ],
)
def test_counts_replicas_that_ended_by_themselves(ended: Fleet, expected: int) -> None:
    assert ended.fallen() == expected
