"""What a channel is told, [S9]."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, guests, meeting
from tests.sandbox.local_google.push.receiver import Receiver, channel, stop, watch
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.server import LocalGoogle


async def outcomes(control: LocalGoogleControl) -> list[str]:
    return [one.outcome for one in await control.push_reports()]


async def reported(control: LocalGoogleControl, number: int) -> list[str]:
    """Wait for so many reports, and return what they say."""
    for _ in range(500):
        if len(said := await outcomes(control)) >= number:
            return said
        await asyncio.sleep(0.005)
    pytest.fail(f"only {said}")


async def test_the_first_message_says_that_the_channel_is_there(ana: Person, hook: Receiver) -> None:
    """[S9]: all headers, no body."""
    opened = await watch(ana, channel(hook, token="secret"))
    first = await hook.next()
    said = {name: value for name, value in first.headers.items() if name.startswith("X-Goog-")}

    assert said == {
        "X-Goog-Channel-ID": "channel-1",
        "X-Goog-Channel-Token": "secret",
        "X-Goog-Channel-Expiration": "Mon, 30 Nov 2026 08:00:00 GMT",
        "X-Goog-Message-Number": "1",
        "X-Goog-Resource-ID": opened["resourceId"],
        "X-Goog-Resource-State": "sync",
        "X-Goog-Resource-URI": opened["resourceUri"],
    }
    assert (first.body, first.headers["Content-Length"]) == (b"", "0")
    assert first.headers["User-Agent"].startswith("APIs-Google")


@pytest.mark.parametrize("first", [True, False])
async def test_the_first_message_may_outrun_the_answer(
    ana: Person, hook: Receiver, control: LocalGoogleControl, first: bool
) -> None:
    """[S9]."""
    await control.behave(push_sync_before_answer=first)
    await watch(ana, channel(hook))

    assert not first or hook.waiting == 1
    assert (await hook.next()).state == "sync"


async def test_each_change_is_told_and_deletions_too(ana: Person, hook: Receiver) -> None:
    """[S9]: `exists` covers deletes; numbers rise."""
    await watch(ana, channel(hook))
    event = await ana.insert(meeting())
    await ana.patch(event["id"], {"summary": "New"})
    await ana.delete(event["id"])
    told = [await hook.next() for _ in range(4)]

    assert [one.state for one in told] == ["sync", "exists", "exists", "exists"]
    numbers = [one.number for one in told]
    assert numbers == sorted(set(numbers))
    assert "X-Goog-Channel-Token" not in told[0].headers


async def test_message_numbers_are_not_consecutive(ana: Person, hook: Receiver) -> None:
    """[S9]."""
    await watch(ana, channel(hook))
    for _ in range(5):
        await ana.insert(meeting())
    numbers = [(await hook.next()).number for _ in range(6)]

    assert numbers != list(range(numbers[0], numbers[0] + 6))


async def test_readings_and_refused_writes_are_not_told(
    ana: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    await watch(ana, channel(hook))
    await ana.list()
    with pytest.raises(Exception, match="404"):
        await ana.patch("nothing", {})

    assert await outcomes(control) == ["204"]


async def test_an_invitation_and_its_answer_reach_both_calendars(
    ana: Person, bob: Person, hook: Receiver
) -> None:
    """[S17]."""
    await watch(ana, channel(hook, id="ana"))
    await watch(bob, channel(hook, id="bob"))
    event = await ana.insert(meeting(attendees=guests(BOB)))
    await bob.respond(event["id"], "accepted")
    told = [await hook.next() for _ in range(6)]

    by_channel = [one.headers["X-Goog-Channel-ID"] for one in told if one.state == "exists"]
    assert sorted(by_channel) == ["ana", "ana", "bob", "bob"]


async def test_an_edit_by_hand_is_told(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    await watch(ana, channel(hook))
    by_hand = await control.person(ANA)
    await by_hand.insert(meeting())

    assert [(await hook.next()).state for _ in range(2)] == ["sync", "exists"]


async def test_a_channel_may_be_for_some_event_types(
    ana: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    """[S25]."""
    opened = await watch(ana, channel(hook), eventTypes="outOfOffice")
    await ana.insert(meeting())
    await ana.insert(meeting(eventType="outOfOffice", outOfOfficeProperties={}))

    await asyncio.sleep(0.03)
    assert [one.state for one in await control.push_reports()] == ["sync", "exists"]
    assert opened["resourceUri"].endswith("?alt=json&eventTypes=outOfOffice")


async def test_nothing_is_told_after_stop(ana: Person, hook: Receiver, control: LocalGoogleControl) -> None:
    """[S9]."""
    await stop(ana, await watch(ana, channel(hook)))
    await ana.insert(meeting())

    assert await outcomes(control) == ["204"]


async def test_a_channel_expires_by_the_clock(
    ana: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    """[S9]: and is not renewed."""
    by_hand = await control.person(ANA)
    await watch(ana, channel(hook, params={"ttl": "60"}))
    await control.behave(clock_offset=timedelta(seconds=59))
    await by_hand.insert(meeting())
    await hook.next()
    await hook.next()
    await control.behave(clock_offset=timedelta(seconds=60))
    await by_hand.insert(meeting())

    assert await outcomes(control) == ["204", "204"]


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
        async with LocalGoogle.start() as google:
            control = google.control
            await control.add_account(ANA)
            await control.behave(push_allows_http_on_loopback=True, push_sync_before_answer=False)
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
