"""Channels that are not wanted any more are stopped, in the background."""

from datetime import timedelta

import pytest

from tests.handlers.watching import stop_watch, stops_of, watch
from tests.handlers.world import ANA, World
from worker.codes import Code
from worker.errors import GoogleUnavailable, Refused, RequestRejected, WorkerError
from worker.handlers.synchroniser import LATER, SOON


@pytest.fixture
async def ended(world: World) -> World:
    await world.run(watch())
    await world.run(stop_watch())
    return world


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (GoogleUnavailable("503"), SOON),
        (Refused(Code.INSUFFICIENT_SCOPE, "not yours"), LATER),
        (RequestRejected("400"), LATER),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_cannot_be_stopped_comes_again(ended: World, error: WorkerError, wait: timedelta) -> None:
    ended.push.fail("stop", error)
    stops = stops_of(ended)

    await stops.stop_due()
    await stops.stop_due()
    assert ended.push.calls == ["open", "stop"]
    ended.wait(wait)
    await stops.stop_due()
    assert (ended.push.open_channels, ended.channels.channels) == ({}, {})


async def test_who_may_not_act_any_more_is_asked_for_later(ended: World) -> None:
    ended.accounts.refused[ANA] = Code.ACCOUNT_NOT_CONNECTED

    await stops_of(ended).stop_due()
    assert ended.push.calls == ["open"]


async def test_what_has_ended_by_itself_is_left_alone(ended: World) -> None:
    ended.wait(timedelta(days=7))

    await stops_of(ended).stop_due()
    assert ended.push.calls == ["open"]
