"""What a worker does for push, with an address for Google and without."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from tests.handlers.watching import only_channel, stop_watch, watch
from tests.handlers.world import WEBHOOK, World
from worker.app.pushing import Pushing
from worker.metrics.push import PushMetrics


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def pushing(world: World, registry: CollectorRegistry, address: str | None = WEBHOOK) -> Pushing:
    return Pushing(world.ports, world.clock, PushMetrics(registry), address)


async def look_around(pushing: Pushing) -> None:
    """Do everything once that goes on in the background."""
    for routine in pushing.routines():
        assert await routine.step() is False


async def test_channels_are_replaced_stopped_and_counted_by_themselves(
    world: World, registry: CollectorRegistry
) -> None:
    one = pushing(world, registry)
    await world.run(watch())
    first = only_channel(world)
    world.wait(timedelta(days=6))

    await look_around(one)
    await look_around(one)
    assert only_channel(world) is not first
    assert registry.get_sample_value("vai_push_channels") == 1
    assert registry.get_sample_value("vai_push_renewals_total", {"outcome": "ok"}) == 1


async def test_without_an_address_channels_are_stopped_and_none_is_opened(
    world: World, registry: CollectorRegistry
) -> None:
    one = pushing(world, registry, None)
    await world.run(watch())
    world.wait(timedelta(days=6))
    await look_around(one)
    assert world.push.calls == ["open"]

    await world.run(stop_watch())
    await look_around(one)
    assert world.push.open_channels == {}


@pytest.mark.parametrize(("address", "is_open"), [(None, False), (WEBHOOK, True)])
def test_the_way_in_is_open_where_google_has_an_address(
    world: World, registry: CollectorRegistry, address: str | None, *, is_open: bool
) -> None:
    assert (pushing(world, registry, address).webhook() is not None) is is_open
