"""How notices are delivered, acknowledged, tried again and disturbed, [S9]."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, meeting
from tests.sandbox.local_google.push.receiver import Receiver, channel, watch
from tests.sandbox.local_google.push.reports import outcomes, reported
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.push.postman import wait_before
from worker.sandbox.local_google.server import LocalGoogle, LocalGoogleConfig


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_these_answers_acknowledge(
    ana: Person, hook: Receiver, control: LocalGoogleControl, status: int
) -> None:
    """[S9]."""
    hook.statuses.append(status)
    await watch(ana, channel(hook))

    assert await outcomes(control) == [str(status)]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_these_answers_are_tried_again(
    ana: Person, hook: Receiver, control: LocalGoogleControl, status: int
) -> None:
    """[S9]: with the same number."""
    hook.statuses.extend([status, status])
    await watch(ana, channel(hook))

    assert [(await hook.next()).number for _ in range(3)] == [1, 1, 1]
    assert await reported(control, 3) == [str(status), str(status), "204"]


@pytest.mark.parametrize("attempts", [2, 3])
async def test_how_often_is_an_assumption(
    ana: Person, hook: Receiver, control: LocalGoogleControl, attempts: int
) -> None:
    """[S9]: count and duration are unstated."""
    await control.assume(push_attempts=attempts)
    hook.statuses.extend([503] * 9)
    await watch(ana, channel(hook))

    assert await reported(control, attempts) == ["503"] * attempts
    await asyncio.sleep(0.05)
    assert len(await outcomes(control)) == attempts


@pytest.mark.parametrize("status", [301, 400, 404, 429, 501])
async def test_any_other_answer_is_a_failed_delivery(
    ana: Person, hook: Receiver, control: LocalGoogleControl, status: int
) -> None:
    """[S9]: not tried again, nor followed."""
    hook.statuses.append(status)
    await watch(ana, channel(hook))
    await asyncio.sleep(0.03)

    assert await outcomes(control) == [str(status)]


@pytest.mark.parametrize(("again", "attempts"), [(True, 2), (False, 1)])
async def test_whether_silence_is_tried_again_is_an_assumption(
    ana: Person, hook: Receiver, control: LocalGoogleControl, again: bool, attempts: int
) -> None:
    """Not documented."""
    await control.assume(push_retries_no_answer=again, push_attempts=2)
    nobody = channel(address="http://127.0.0.1:9/hook")
    await watch(ana, nobody)

    assert await reported(control, attempts) == ["no answer"] * attempts


async def test_notices_can_be_lost(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    """[S9]: a small share is dropped in normal operation."""
    await watch(ana, channel(hook))
    await control.disturb_notifications("drop", times=1)
    await ana.insert(meeting())
    await ana.insert(meeting())

    assert [(await hook.next()).state for _ in range(2)] == ["sync", "exists"]
    assert await reported(control, 3) == ["204", "dropped", "204"]


async def test_notices_can_come_twice(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    await watch(ana, channel(hook))
    await control.disturb_notifications("duplicate", channel_id="channel-1")
    await ana.insert(meeting())
    told = [await hook.next() for _ in range(3)]

    assert told[1].number == told[2].number


async def test_notices_can_change_places(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    await watch(ana, channel(hook))
    await control.disturb_notifications("hold", times=1)
    await ana.insert(meeting())
    await ana.insert(meeting())
    told = [(await hook.next()).number for _ in range(3)]

    assert told[1] > told[2] > told[0]


async def test_notices_can_be_late(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    """[O17]: up to an hour."""
    await watch(ana, channel(hook))
    await hook.next()
    await control.disturb_notifications("delay", delay=timedelta(seconds=0.05))
    await ana.insert(meeting())
    assert hook.waiting == 0
    await control.disturb_notifications_no_more()

    assert (await hook.next()).state == "exists"


@pytest.mark.parametrize("trouble", [{"silent": True}, {"late": True}])
async def test_deliveries_end_with_the_server(trouble: dict[str, Any]) -> None:
    """Nothing leaks: warnings are errors here."""
    async with Receiver.start() as hook:
        hook.silent = "silent" in trouble
        behaviour = Behaviour(push_allows_http_on_loopback=True, push_sync_before_answer=False)
        async with LocalGoogle.start(LocalGoogleConfig(behaviour=behaviour)) as google:
            control = google.control
            await control.add_account(ANA)
            ana = await control.person(ANA)
            await watch(ana, channel(hook))
            await hook.next()
            await control.disturb_notifications("delay", delay=timedelta(hours=1))
            await ana.insert(meeting())
            started = asyncio.get_running_loop().time()

        assert asyncio.get_running_loop().time() - started < 2


async def test_a_reset_forgets_the_channels_and_what_is_under_way(
    ana: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    await watch(ana, channel(hook))
    await hook.next()
    await control.disturb_notifications("delay", delay=timedelta(seconds=0.03))
    await ana.insert(meeting())
    await control.reset()
    by_hand = await control.person(ANA)
    await by_hand.insert(meeting())
    await asyncio.sleep(0.06)

    assert (await outcomes(control), hook.waiting) == ([], 0)


def test_waits_double_from_one_attempt_to_the_next() -> None:
    """[S9]: exponential backoff."""
    second = timedelta(seconds=1)

    assert [wait_before(attempt, second) // second for attempt in (2, 3, 4, 5)] == [1, 2, 4, 8]
