"""What is left is played, whatever happens to what comes before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.faults import playing
from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.playing import play_all
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.ground import Ground

OPTIONS = Options(commands=1, kills=0)


async def nothing(_play: Play) -> None:
    """Not called: `Theatre` plays."""


def named(name: str) -> Scenario:
    return Scenario(name, "is played or is not", nothing, guard=None, commands=1)


@dataclass(slots=True)
class Theatre:
    """Grounds that cannot be had or left, and a scenario that gets stuck."""

    broken_grounds: int = 0
    slippery_ground: int = 0
    grounds: int = 0
    told: list[Figures] = field(default_factory=list)

    @asynccontextmanager
    async def ground(self, _brokers: int) -> AsyncIterator[None]:
        self.grounds += 1
        if self.grounds <= self.broken_grounds:
            raise OSError("no port is free")
        yield
        if self.grounds == self.slippery_ground:
            raise OSError("the broker does not end")

    async def run(self, scenario: Scenario, _ground: Ground, _options: Options) -> Figures:
        return {"scenario": scenario.name, "met": {"played": scenario.name != "stuck"}}

    async def play(self, *names: str) -> list[Figures]:
        return await play_all([(named(name), OPTIONS) for name in names], self.told.append)


@pytest.fixture
def theatre(monkeypatch: pytest.MonkeyPatch) -> Theatre:
    made = Theatre()
    monkeypatch.setattr(playing, "ground", made.ground)
    monkeypatch.setattr(playing, "run", made.run)
    return made


def played(results: list[Figures]) -> dict[str, bool]:
    return {result["scenario"]: result["met"]["played"] for result in results}


async def test_what_goes_well_shares_its_ground(theatre: Theatre) -> None:
    results = await theatre.play("one", "two")

    assert played(results) == {"one": True, "two": True}
    assert theatre.grounds == 1
    assert theatre.told == results


async def test_after_what_was_not_played_to_its_end_the_rest_has_another_ground(theatre: Theatre) -> None:
    await theatre.play("one", "stuck", "two", "three")

    assert played(theatre.told) == {"one": True, "stuck": False, "two": True, "three": True}
    assert theatre.grounds == 2


async def test_without_any_ground_everything_is_told(theatre: Theatre) -> None:
    theatre.broken_grounds = 9

    assert played(await theatre.play("one", "two")) == {"one": False, "two": False}


async def test_a_ground_that_cannot_be_left_is_no_fault_of_what_comes_next(theatre: Theatre) -> None:
    theatre.slippery_ground = 1

    assert played(await theatre.play("stuck", "two")) == {"stuck": False, "two": True}
