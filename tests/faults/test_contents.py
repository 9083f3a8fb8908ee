import argparse
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.faults import __main__ as command_line
from tests.faults.contents import listing
from tests.faults.replicas.guards.known import GUARDS, program_without
from tests.faults.run import PROMISED
from tests.faults.scenario import Scenario
from tests.faults.scenarios.known import SCENARIOS, named
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import WORKER

FOLDER = Path(__file__).parent
REGISTERS = {"__init__", "known"}


def modules(folder: str) -> list[str]:
    return sorted(path.stem for path in (FOLDER / folder).glob("*.py") if path.stem not in REGISTERS)


def asked(*arguments: str) -> argparse.Namespace:
    return command_line.parser().parse_args(["run", *arguments])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_every_scenario_has_a_guard_that_can_be_switched_off_or_is_a_contender_s(scenario: Scenario) -> None:
    assert (scenario.guard in GUARDS) is (scenario.program is None)


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if one.program], ids=lambda one: one.name)
def test_a_contender_is_a_program_that_must_break_a_promise(scenario: Scenario) -> None:
    options = command_line.options(scenario, asked(scenario.name))

    assert options.program is not None
    assert find_spec(options.program[1])
    assert options.without == "our worker"
    assert not scenario.in_all


class Nought(int):
    """A figure of which nobody knows what it is: zero, and empty."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def keys(self) -> AbstractSet[str]:
        return frozenset()

    values = items = keys

    def get(self, _name: str, otherwise: object = None) -> object:
        return otherwise


class Nothing(dict[str, Any]):
    """The figures of a run in which nothing was seen."""

    def __missing__(self, key: str) -> Nought:
        return Nought()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_scenario_names_what_breaks_without_its_guard(scenario: Scenario) -> None:
    aims = scenario.targets(Nothing()) if scenario.targets else {}
    promises = {*PROMISED, *scenario.promises, *aims} | ({"unsuccessful"} if scenario.all_succeed else set())

    assert scenario.breaks
    assert set(scenario.breaks) <= promises


def test_no_two_scenarios_share_a_name() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("module", modules("scenarios"))
def test_every_scenario_that_is_written_is_known(module: str) -> None:
    """A file that holds none is shared by some that do; a template is played under no name of its own."""
    held = vars(import_module(f"tests.faults.scenarios.{module}")).values()
    names = {one.name for one in held if isinstance(one, Scenario)}

    assert names <= {scenario.name for scenario in SCENARIOS}


@pytest.mark.parametrize("module", modules("replicas/guards"))
def test_every_guard_that_can_be_switched_off_is_known(module: str) -> None:
    off = getattr(import_module(f"tests.faults.replicas.guards.{module}"), "off", None)

    assert off is None or off in GUARDS.values()


def test_every_guard_belongs_to_a_scenario() -> None:
    assert {scenario.guard for scenario in SCENARIOS if scenario.guard} == set(GUARDS)


def test_the_list_names_every_scenario_in_a_line_with_its_guard(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SCENARIOS)
    for line, scenario in zip(lines, SCENARIOS, strict=True):
        assert line.split()[0] == scenario.name
        assert scenario.what in line
        assert line.endswith(f"(guard: {scenario.guard})" if scenario.guard else "(a contender)")
    assert listing(SCENARIOS).splitlines() == lines


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no scenario of-mine: there are .*sigkill-storm"):
        named("of-mine")


def test_all_is_every_scenario_but_the_long_ones() -> None:
    assert command_line.chosen("all") == [scenario for scenario in SCENARIOS if scenario.in_all]
    assert command_line.chosen("sigkill-storm") == [named("sigkill-storm")]


def test_a_scenario_is_played_as_it_is_written_unless_told_otherwise() -> None:
    scenario = named("sigkill-storm")
    options = command_line.options(scenario, asked(scenario.name))

    assert (options.commands, options.kills, options.seed) == (scenario.commands, scenario.kills, 1)
    assert options.without is None


def test_no_kills_are_none_and_not_the_usual_number() -> None:
    told = asked("sigkill-storm", "--commands", "20", "--kills", "0", "--seed", "7", "--without-guard")
    options = command_line.options(named("sigkill-storm"), told)

    assert (options.commands, options.kills, options.seed) == (20, 0, 7)
    assert options.without == "commit-rule"


def test_the_worker_runs_as_everybody_runs_it_unless_a_guard_is_to_be_missing() -> None:
    missing: Sequence[str] = program_without("lanes")

    assert program_without(None) is WORKER
    assert missing[-1] == "lanes"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(["of-mine"], id="an unknown scenario"),
        pytest.param(["poison-mix", "--commands", "0"], id="no commands"),
        pytest.param(["poison-mix", "--commands", "many"], id="no number"),
    ],
)
def test_what_cannot_be_played_is_refused_at_once(
    wrong: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        asked(*wrong)

    assert "usage:" in capsys.readouterr().err


def told(*, without: str | None, kept: bool, caught: bool = False, played: bool = True) -> Figures:
    return {"without": without, "met": {"played": played}, "kept": kept, "caught": caught}


GOOD = told(without=None, kept=True)
BROKEN = told(without=None, kept=False)
STUCK = told(without=None, kept=False, played=False)
CAUGHT = told(without="fence", kept=False, caught=True)
MISSED = told(without="fence", kept=False)
STUCK_WITHOUT = told(without="fence", kept=False, played=False)

EXITS = [
    pytest.param([GOOD, GOOD], 0, id="all is well"),
    pytest.param([GOOD, BROKEN], 1, id="a promise is broken"),
    pytest.param([GOOD, STUCK], 2, id="one could not be played"),
    pytest.param([STUCK, BROKEN], 1, id="a broken promise is worse than none"),
    pytest.param([CAUGHT], 0, id="what the guard is for broke without it"),
    pytest.param([MISSED], 1, id="something else broke without it"),
    pytest.param([STUCK_WITHOUT], 2, id="without the guard it could not be played"),
]


@pytest.mark.parametrize(("results", "expected"), EXITS)
def test_the_exit_code_says_whether_it_went_as_promised(results: Sequence[Figures], expected: int) -> None:
    assert command_line.exit_code(results) == expected


def test_an_interruption_ends_it_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(*_: object) -> list[Figures]:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "play_all", interrupted)

    assert command_line.main(["run", "poison-mix"]) == 130
