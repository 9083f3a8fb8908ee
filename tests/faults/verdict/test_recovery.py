from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.verdict.history import TOPIC, answer, history, name
from tests.faults.verdict.recovery import percentile, recovery
from tests.faults.world.fleet import Death

HERE, THERE = (TOPIC, 0), (TOPIC, 1)
KILL = Death("replica-1", at=1.6, slots_busy=7, owned=frozenset({HERE}))
"""When two of four commands were sent, and both were answered."""
GOOD = replace(history(), deaths=[KILL])


def test_counts_kills_and_what_was_under_way() -> None:
    found = recovery(replace(GOOD, deaths=[KILL, replace(KILL, slots_busy=8)]))

    assert found["kills"] == 2
    assert found["slots_busy_at_kills"] == [7, 8]
    assert found["in_flight_at_kills"] == 15


def test_a_partition_waits_from_the_kill_to_its_first_result() -> None:
    found = recovery(GOOD)

    assert found["recovered_partitions"] == 1
    assert found["recovery_p50_seconds"] == found["recovery_p99_seconds"] == pytest.approx(0.9)


def test_partitions_of_others_do_not_count() -> None:
    found = recovery(replace(GOOD, deaths=[replace(KILL, owned=frozenset({THERE}))]))

    assert found["recovered_partitions"] == found["unrecovered_partitions"] == 0
    assert found["recovery_p99_seconds"] is None


def test_every_kill_counts_for_itself() -> None:
    found = recovery(replace(GOOD, deaths=[KILL, replace(KILL, at=2.6)]))

    assert found["recovered_partitions"] == 2


def test_a_partition_with_work_left_that_had_no_result_ever_after_is_not_recovered() -> None:
    sent = [*history().sent[:2], replace(history().sent[2], at=1.5, partition=1)]
    silent = replace(GOOD, sent=sent, answers=[answer(0), answer(1)])
    both = replace(KILL, owned=frozenset({HERE, THERE}))

    found = recovery(replace(silent, deaths=[both]))

    assert found["unrecovered_partitions"] == 1
    assert found["recovered_partitions"] == 0


def test_work_that_came_after_the_kill_or_ended_as_a_dead_letter_was_not_left() -> None:
    silent = replace(GOOD, answers=[answer(0), answer(1)])

    assert recovery(silent)["unrecovered_partitions"] == 0
    early = replace(silent, sent=[replace(each, at=0.0) for each in silent.sent])
    assert recovery(early)["unrecovered_partitions"] == 1
    assert recovery(replace(early, dead=frozenset({name(2), name(3)})))["unrecovered_partitions"] == 0


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        pytest.param([], 99, None, id="of nothing there is none"),
        pytest.param([3.0], 50, 3.0, id="of one it is that one"),
        pytest.param([4.0, 1.0, 3.0, 2.0], 50, 2.0, id="half"),
        pytest.param([float(number) for number in range(1, 101)], 99, 99.0, id="99 of 100"),
        pytest.param([float(number) for number in range(1, 51)], 99, 50.0, id="of 50 it is the largest"),
    ],
)
def test_percentiles(values: list[float], percent: int, expected: float | None) -> None:
    assert percentile(values, percent) == expected


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_at_least_so_many_percent_do_not_exceed_a_percentile(values: list[int], percent: int) -> None:
    found = percentile([float(value) for value in values], percent)

    assert found is not None
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)
