from dataclasses import replace

import pytest

from tests.faults.evidence import Evidence
from tests.faults.fleet import Death
from tests.faults.history import TOPIC, answer, history, name
from tests.faults.judge import Figures
from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.run import line
from tests.faults.scenario import Scenario

GOOD = history()
REFUSED = replace(GOOD, answers=[answer(0, status="rejected")], sent=GOOD.sent[:1], effects=[], events={})


async def nothing_happens(_play: Play) -> None:
    """Leave the workers alone."""


QUIET = Scenario("quiet", "nothing happens", nothing_happens, guard="lanes", commands=4)


def told(evidence: Evidence, scenario: Scenario = QUIET, *, played: bool = True) -> Figures:
    return line(scenario, Options(commands=4, kills=0), evidence, played=played, seconds=1.25)


def broken(figures: Figures) -> list[str]:
    return [promise for promise, kept in figures["met"].items() if not kept]


def test_tells_what_the_issue_asks_for() -> None:
    figures = told(GOOD)

    assert figures["scenario"] == "quiet"
    assert figures["kept"] is True
    for name_of_one in ("commands", "lost", "duplicate_effects", "order_violations", "reexecuted"):
        assert name_of_one in figures


def test_one_broken_promise_is_enough() -> None:
    figures = told(replace(GOOD, uncommitted=1))

    assert broken(figures) == ["uncommitted"]
    assert figures["kept"] is False


def test_a_scenario_that_was_not_played_to_its_end_shows_nothing() -> None:
    assert broken(told(GOOD, played=False)) == ["played"]


def test_half_a_play_is_not_asked_for_figures_that_only_a_whole_one_has() -> None:
    def needs_its_end(figures: Figures) -> dict[str, bool]:
        return {"sent_twice": figures["sent_twice"] > 0}

    figures = told(replace(GOOD, uncommitted=1), replace(QUIET, targets=needs_its_end), played=False)

    assert broken(figures) == ["played", "uncommitted"]


def test_refusing_everything_keeps_no_promise_unless_the_scenario_is_about_that() -> None:
    assert broken(told(REFUSED)) == ["unsuccessful"]
    assert told(REFUSED, replace(QUIET, all_succeed=False))["kept"] is True


def test_a_partition_left_alone_after_a_kill_breaks_the_promise() -> None:
    left = replace(
        GOOD, deaths=[Death("replica-1", 3.2, 8, frozenset({(TOPIC, 0)}))], answers=GOOD.answers[:3]
    )

    assert "unrecovered_partitions" in broken(told(left))


def test_a_scenario_adds_figures_and_promises_of_its_own() -> None:
    noted = replace(GOOD, notes={"late_calls": 2})

    assert broken(told(noted, replace(QUIET, promises=("late_calls",)))) == ["late_calls"]
    assert told(noted)["late_calls"] == 2


@pytest.mark.parametrize("reexecuted", [0, 3])
def test_a_target_is_told_beside_the_promises(reexecuted: int) -> None:
    def never_again(figures: Figures) -> dict[str, bool]:
        return {"reexecuted": figures["reexecuted"] == 0}

    runs = replace(GOOD, runs={name(0): 1 + reexecuted})

    assert told(runs, replace(QUIET, targets=never_again))["kept"] is (reexecuted == 0)
