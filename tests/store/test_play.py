"""Whoever sees an event first, and however late: the changes fold to what is there, each once."""

from collections.abc import Coroutine
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import FakeClock
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_reservations import FakeReservations
from tests.store.conftest import Connection
from tests.store.play import Play
from tests.store.reading import Reading
from tests.store.readings import fake_reading, stored_reading
from worker.messages.texts import Texts
from worker.store.open import Store

TEXTS = Texts.load()
scripts = st.lists(st.integers(0, 2000), max_size=60)


@given(scripts)
def test_in_memory(script: list[int]) -> None:
    at_once(played(in_memory(), script))


@pytest.mark.parametrize("seed", range(40))
def test_in_memory_for_long(seed: int) -> None:
    at_once(played(in_memory(), random_script(seed, 150)))


@pytest.mark.real
@pytest.mark.parametrize("seed", range(4))
async def test_on_the_database(store: Store, database: Connection, seed: int) -> None:
    await played(stored_reading(store, database), random_script(seed, 80))


def in_memory() -> Reading:
    commands = FakeCommands(FakeClock(datetime(2026, 3, 2, 8, tzinfo=UTC)))
    return fake_reading(commands, FakeReservations(commands), TEXTS)


async def played(reading: Reading, script: list[int]) -> None:
    play = Play(reading)
    await play.run(script)
    await play.check()


def random_script(seed: int, length: int) -> list[int]:
    random = Random(seed)
    return [random.randrange(2000) for _ in range(length)]


def at_once(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run what never really waits."""
    with pytest.raises(StopIteration):
        coroutine.send(None)
