from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.scenarios import soak
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.vitals import MEGABYTE, Vitals, at_rest, growth, vitals_of
from tests.faults.world.fleet import Samples

WHOLE = 100
ONE = Vitals("replica-1", 0, 200 * MEGABYTE, tasks=30, descriptors=35)


def day(gain: float = 0, replica: str = "replica-1", spike_at: int | None = None) -> list[Vitals]:
    """Return a look each second at a replica that gains so many megabytes each second."""
    return [
        replace(
            ONE,
            replica=replica,
            at=second,
            resident_bytes=ONE.resident_bytes + (gain * second + 50 * (second == spike_at)) * MEGABYTE,
        )
        for second in range(WHOLE)
    ]


@given(st.floats(-1, 1))
def test_a_steady_gain_is_told_for_the_whole_second_half(gain: float) -> None:
    assert growth(day(gain), WHOLE)["replica-1"] == pytest.approx(gain * WHOLE / 2, abs=0.01)


def test_every_replica_is_judged_by_itself() -> None:
    found = growth([*day(0.2, "leaking"), *day(-0.2, "shrinking")], WHOLE)

    assert found == {"leaking": 10, "shrinking": -10}


@given(st.integers(0, WHOLE - 1))
def test_one_busy_moment_is_no_growth(second: int) -> None:
    assert growth(day(spike_at=second), WHOLE)["replica-1"] == 0


def test_what_was_gained_in_the_first_half_does_not_count() -> None:
    warm = [replace(each, resident_bytes=(100 + min(each.at, WHOLE / 2)) * MEGABYTE) for each in day()]

    assert growth(warm, WHOLE)["replica-1"] == 0


def test_at_rest_the_fewest_tasks_and_descriptors_count() -> None:
    pause = [
        replace(ONE, at=10, tasks=31),
        replace(ONE, at=11, descriptors=36),
        replace(ONE, at=12, tasks=32),
    ]
    busy = [replace(ONE, at=9, tasks=3), replace(ONE, at=13, descriptors=3)]

    assert at_rest([*busy, *pause], 10, 12) == {"replica-1": (30, 35)}


def test_a_replica_that_does_not_answer_is_not_taken_for_a_small_one() -> None:
    measured: Samples = {"process_resident_memory_bytes": [({}, 7.0)], "vai_tasks": [({}, 3.0)]}

    assert vitals_of("replica-1", 2, {}) is None
    assert vitals_of("replica-1", 2, measured) == Vitals("replica-1", 2, 7.0, tasks=3, descriptors=0)


SOAKED: Figures = {
    "replicas": 1,
    "most_growth_megabytes": 1.0,
    "poison": 3,
    "at_rest_half": {"replica-1": (30, 35)},
    "at_rest_end": {"replica-1": (30, 35)},
}


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        pytest.param({}, [], id="nothing grew"),
        pytest.param({"most_growth_megabytes": 5.0}, ["memory"], id="memory"),
        pytest.param({"at_rest_end": {"replica-1": (31, 35)}}, ["tasks"], id="a task that stayed"),
        pytest.param({"at_rest_end": {"replica-1": (30, 36)}}, ["descriptors"], id="a file that stayed open"),
        pytest.param({"at_rest_end": {"replica-1": (29, 34)}}, [], id="less is no leak"),
        pytest.param({"at_rest_end": {}}, ["seen_at_rest"], id="a pause in which nobody was seen"),
        pytest.param({"poison": 0}, ["poison"], id="a day without rubbish"),
    ],
)
def test_a_soak_promises_that_nothing_grows(changes: Figures, broken: list[str]) -> None:
    met = soak.targets({**SOAKED, **changes})

    assert [promise for promise, kept in met.items() if not kept] == broken


def test_a_soak_that_broke_off_promises_nothing() -> None:
    assert not all(soak.targets({"replicas": 3}).values())
    assert soak.targets({"replicas": 3})["memory"] is False
