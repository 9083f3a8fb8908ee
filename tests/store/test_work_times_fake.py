"""The fake of work times keeps the promises of its port."""

from datetime import timedelta

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.work_times import FakeWorkTimes
from tests.store.work_times_contract import Pass, WorkTimesContract


@pytest.fixture
def work_times(clock: FakeClock) -> FakeWorkTimes:
    return FakeWorkTimes(clock)


@pytest.fixture
def pass_time(clock: FakeClock) -> Pass:
    async def pass_time(time: timedelta) -> None:
        clock.instant += time

    return pass_time


class TestWorkTimes(WorkTimesContract): ...
