"""The fake of the quota keeps the same promises as the store."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.quota import FakeQuota
from tests.store.quota_contract import SLOW, DrawingContract, HoldingBackContract, Pass, QueueContract


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 2, 8, tzinfo=UTC))


@pytest.fixture
def quota(clock: FakeClock) -> FakeQuota:
    return FakeQuota(clock, SLOW)


@pytest.fixture
def pass_(clock: FakeClock) -> Pass:
    async def pass_(seconds: float) -> None:
        await clock.sleep(timedelta(seconds=seconds))

    return pass_


class TestQuota(DrawingContract, QueueContract, HoldingBackContract): ...
