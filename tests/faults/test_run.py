import asyncio
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.run import acted, line, unplayed
from tests.faults.scenario import Scenario
from tests.faults.verdict.evidence import Evidence
from tests.faults.verdict.history import TOPIC, answer, history, name
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import Death

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


LANES = replace(QUIET, breaks=("order_violations", "uncommitted"))
CAUGHT = [
    pytest.param(replace(GOOD, uncommitted=1), "lanes", True, True, id="what the guard is there for"),
    pytest.param(replace(GOOD, unfinished=1), "lanes", True, False, id="something else"),
    pytest.param(replace(GOOD, uncommitted=1), "lanes", False, False, id="in half a play"),
    pytest.param(replace(GOOD, uncommitted=1), None, True, False, id="with the guard"),
]


@pytest.mark.parametrize(("evidence", "without", "played", "expected"), CAUGHT)
def test_it_is_caught_if_a_promise_breaks_that_the_missing_guard_is_there_for(
    evidence: Evidence, without: str | None, played: bool, expected: bool
) -> None:
    options = Options(commands=4, kills=0, without=without)

    assert line(LANES, options, evidence, played=played, seconds=1)["caught"] is expected


@pytest.mark.parametrize("figure", ["lost", "kills", "slots", "met"])
def test_no_note_hides_a_figure(figure: str) -> None:
    with pytest.raises(ValueError, match=figure):
        told(replace(GOOD, notes={figure: 0}))


@dataclass(slots=True)
class Notebook:
    """A play in which nothing is to be had but its notes."""

    notes: dict[str, Any] = field(default_factory=dict)


async def test_a_scenario_that_fails_for_any_reason_notes_it_and_is_not_played() -> None:
    async def fails(_play: Play) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(falls())

    async def falls() -> None:
        raise LookupError("no such thing\nand a long log")

    notebook = Notebook()

    assert not await acted(replace(QUIET, act=fails), cast("Play", notebook))
    assert notebook.notes["gave_up"] == "LookupError no such thing in falls < fails < whole"


def test_what_leaves_nothing_to_be_judged_is_neither_kept_nor_caught() -> None:
    options = Options(commands=4, kills=0, without="lanes")
    figures = unplayed(LANES, options, OSError("the broker is gone"), seconds=2)

    assert figures["gave_up"].startswith("OSError the broker is gone")
    assert broken(figures) == ["played"]
    assert figures["kept"] is figures["caught"] is False


@pytest.mark.parametrize("reexecuted", [0, 3])
def test_a_target_is_told_beside_the_promises(reexecuted: int) -> None:
    def never_again(figures: Figures) -> dict[str, bool]:
        return {"reexecuted": figures["reexecuted"] == 0}

    runs = replace(GOOD, runs={name(0): 1 + reexecuted})

    assert told(runs, replace(QUIET, targets=never_again))["kept"] is (reexecuted == 0)
