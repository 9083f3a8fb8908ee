"""What a channel is told, [S9]."""

import asyncio
from datetime import timedelta

import pytest

from tests.sandbox.local_google.people import ANA, BOB, guests, meeting
from tests.sandbox.local_google.push.receiver import Receiver, channel, stop, watch
from tests.sandbox.local_google.push.reports import outcomes
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person


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

    assert numbers == sorted(set(numbers))
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
