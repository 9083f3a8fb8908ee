"""Channels at the local Google: what is asked for, what its answers mean, and how they end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiohttp import web
from pydantic import SecretStr

from tests.fakes.calendar import FakeLease
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA
from worker.codes import Code
from worker.errors import LeaseLost, OutcomeUncertain, RateLimited, Refused
from worker.google.google import Google
from worker.ports.channels import ChannelToStop, NewChannel, OpenChannel, Push
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

NOWHERE = "https://127.0.0.1:9/webhook"
IN_AN_HOUR = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)  # noqa: TID251  (of the server)


@pytest.fixture
def push(google: Google) -> Push:
    return google.push


def new_channel(address: str = NOWHERE) -> NewChannel:
    return NewChannel(uuid4().hex, SecretStr("secret-token"), address, IN_AN_HOUR)


async def opened(push: Push, channel: NewChannel) -> OpenChannel:
    return await push.open(ANA, ANA.address, channel, FakeLease())


def to_stop(channel: NewChannel, opened: OpenChannel) -> ChannelToStop:
    return ChannelToStop(channel.id, ANA.user_id, opened.resource_id)


@pytest.fixture
async def posted() -> AsyncIterator[list[dict[str, str]]]:
    """The headers of what is posted to `address_of`."""
    heard: list[dict[str, str]] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(dict(request.headers))
        return web.Response(status=204)

    application = web.Application()
    application.router.add_post("/hook", hear)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    heard.append({"port": str(runner.addresses[0][1])})
    yield heard
    await runner.cleanup()


async def test_google_posts_what_was_agreed_until_it_is_stopped(
    push: Push, control: LocalGoogleControl, posted: list[dict[str, str]]
) -> None:
    await control.behave(push_allows_http_on_loopback=True)
    channel = new_channel(f"http://127.0.0.1:{posted.pop()['port']}/hook")
    open_channel = await opened(push, channel)

    (sync,) = posted
    assert sync["X-Goog-Channel-ID"] == channel.id
    assert sync["X-Goog-Channel-Token"] == "secret-token"
    assert sync["X-Goog-Resource-ID"] == open_channel.resource_id
    assert open_channel.expires_at == IN_AN_HOUR

    await push.stop(ANA, to_stop(channel, open_channel))
    await (await control.person(ANA.address)).insert(
        {"summary": "x", "start": {"date": "2030-01-01"}, "end": {"date": "2030-01-02"}}
    )
    assert [report.state for report in await control.push_reports()] == ["sync"]


async def test_an_earlier_end_than_was_asked_for_counts(push: Push) -> None:
    channel = replace(new_channel(), expires_at=IN_AN_HOUR + timedelta(days=100))

    assert (await opened(push, channel)).expires_at < IN_AN_HOUR + timedelta(days=8)


async def test_what_is_stopped_or_was_never_there_can_be_stopped(push: Push) -> None:
    channel = new_channel()
    open_channel = await opened(push, channel)

    for _ in range(2):
        await push.stop(ANA, to_stop(channel, open_channel))
    await push.stop(ANA, ChannelToStop("never", ANA.user_id, "was"))


async def test_a_calendar_that_is_not_there_cannot_be_watched(push: Push) -> None:
    with pytest.raises(Refused) as refused:
        await push.open(ANA, "nobody@vai.example", new_channel(), FakeLease())
    assert refused.value.code is Code.CALENDAR_NOT_FOUND


@pytest.mark.parametrize("said", ["bad_request", "unauthorized"])
async def test_an_address_that_google_does_not_post_to_is_a_mistake_in_the_settings(
    push: Push, control: LocalGoogleControl, said: str
) -> None:
    if said == "unauthorized":
        await control.assume(http_webhook=said)

    with pytest.raises(Refused) as refused:
        await opened(push, new_channel("http://vai.example/webhook"))
    assert refused.value.code is Code.PUSH_NOT_CONFIGURED


async def test_a_channel_whose_answer_is_lost_may_be_open(push: Push, control: LocalGoogleControl) -> None:
    await control.add_fault(Fault(method="POST", path="/watch$", when="after", status=503))

    with pytest.raises(OutcomeUncertain):
        await opened(push, new_channel())


async def test_nothing_is_opened_without_the_lease(push: Push, control: LocalGoogleControl) -> None:
    with pytest.raises(LeaseLost):
        await push.open(ANA, ANA.address, new_channel(), FakeLease(lost=True))
    assert await control.log(path="/watch$") == []


async def test_to_be_told_slower_opens_nothing(push: Push, control: LocalGoogleControl) -> None:
    fault = Fault(method="POST", path="/watch$", status=403, reason="rateLimitExceeded")
    await control.add_fault(fault)

    with pytest.raises(RateLimited):
        await opened(push, new_channel())


async def test_each_call_asks_for_no_more_than_events(opening: OpenGoogle, push: Push) -> None:
    names: list[str] = []
    async with opening(observe=lambda method, _outcome, _seconds: names.append(method)) as google:
        channel = new_channel()
        await google.push.stop(ANA, to_stop(channel, await opened(google.push, channel)))

    assert [name for name in names if name != "token"] == ["events.watch", "channels.stop"]
