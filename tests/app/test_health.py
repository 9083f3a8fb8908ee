from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from worker.app.health import Health
from worker.engine.engine import Engine, EngineHealth
from worker.kafka.consumer import ConsumerPlan
from worker.store.open import Store

SECOND = timedelta(seconds=1)


@dataclass
class Silent:
    """An engine that was not asked for room for a while."""

    since: timedelta

    def health(self) -> EngineHealth:
        return EngineHealth(self.since, has_joined=True, partitions=1, outstanding=0, draining=False)


def is_live(silent: timedelta, drain: timedelta) -> bool:
    plan = ConsumerPlan(("commands",), "workers", drain_budget=drain)
    engine = cast("Engine", Silent(silent))
    return Health(engine, cast("Store", None), FakeClock(NOW), plan).live()[0]


@pytest.mark.parametrize("drain", [20 * SECOND, 60 * SECOND, 300 * SECOND])
def test_a_drain_and_a_rebalance_are_no_reason_to_be_killed(drain: timedelta) -> None:
    assert is_live(drain + (drain + 15 * SECOND), drain)


def test_a_client_that_is_stuck_is_not_alive() -> None:
    assert not is_live(90 * SECOND, 20 * SECOND)
