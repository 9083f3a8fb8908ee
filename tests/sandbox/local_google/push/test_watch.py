"""`events.watch` and `channels.stop`, [S9][S25]."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.delegation import delegated
from tests.sandbox.local_google.people import ANA, BOB, NOW, Login, meeting, refusal
from tests.sandbox.local_google.push.receiver import Receiver, channel, stop, watch
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

START = datetime.fromisoformat(NOW)
WEEK_MS = str(int((START + timedelta(days=7)).timestamp() * 1000))


async def test_a_channel_is_answered_with_what_is_needed_to_stop_it(ana: Person) -> None:
    """[S9]: the expiration is seven days off unless asked otherwise."""
    opened = await watch(ana, channel(token="secret"))
    resource_id = opened.pop("resourceId")

    assert opened == {
        "kind": "api#channel",
        "id": "channel-1",
        "token": "secret",
        "expiration": WEEK_MS,
        "resourceUri": "https://www.googleapis.com/calendar/v3/calendars/primary/events?alt=json",
    }
    again = await watch(ana, channel(id="channel-2"), ANA)
    assert again["resourceId"] == resource_id
    assert "token" not in again


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"id": ""}, (400, "required"), id="no-id"),
        pytest.param({"id": "x" * 65}, (400, "invalid"), id="long-id"),
        pytest.param({"type": "web_socket"}, (400, "invalid"), id="unknown-type"),
        pytest.param({"type": None}, (400, "invalid"), id="no-type"),
        pytest.param({"address": None}, (400, "required"), id="no-address"),
        pytest.param({"address": "http://127.0.0.1/hook"}, (400, "push.webhookUrlNotHttps"), id="http"),
        pytest.param({"token": "x" * 257}, (400, "invalid"), id="long-token"),
        pytest.param({"token": "a\r\nb"}, (400, "invalid"), id="token-of-two-lines"),
        pytest.param({"id": "a\nb"}, (400, "invalid"), id="id-of-two-lines"),
        pytest.param({"address": "https://["}, (400, "push.webhookUrlNotHttps"), id="broken-address"),
        pytest.param({"expiration": "9" * 5000}, (400, "invalid"), id="endless-number"),
        pytest.param({"expiration": "soon"}, (400, "invalid"), id="not-milliseconds"),
        pytest.param({"expiration": "1000"}, (400, "invalid"), id="expired"),
        pytest.param({"params": {"ttl": "0"}}, (400, "invalid"), id="no-life"),
        pytest.param({"params": {"ttl": "-1"}}, (400, "invalid"), id="negative-life"),
    ],
)
async def test_a_wrong_channel_is_refused(ana: Person, fields: dict[str, Any], expected: Any) -> None:
    """[S9]."""
    assert await refusal(watch(ana, channel(**fields))) == expected


@pytest.mark.parametrize(
    "fields", [{"type": "webhook"}, {"id": "x" * 64}, {"token": "x" * 256}, {"payload": True}]
)
async def test_a_channel_may_be_as_long_as_this(ana: Person, fields: dict[str, Any]) -> None:
    """[S9][S25]."""
    assert (await watch(ana, channel(**fields)))["kind"] == "api#channel"


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        pytest.param({"params": {"ttl": "3600"}}, 3600, id="ttl"),
        pytest.param({"expiration": str(int((START.timestamp() + 60) * 1000))}, 60, id="expiration"),
        pytest.param({"expiration": int((START.timestamp() + 60) * 1000)}, 60, id="as-a-number"),
        pytest.param(
            {"params": {"ttl": "30"}, "expiration": str(int((START.timestamp() + 60) * 1000))},
            30,
            id="stricter",
        ),
    ],
)
async def test_a_channel_may_ask_for_a_shorter_life(
    ana: Person, fields: dict[str, Any], seconds: int
) -> None:
    """[S9]: the stricter counts."""
    expiration = int((await watch(ana, channel(**fields)))["expiration"])

    assert expiration == int((START.timestamp() + seconds) * 1000)


@pytest.mark.parametrize(("cut", "days"), [(True, 7), (False, 30)])
async def test_whether_a_longer_life_is_granted_is_an_assumption(
    ana: Person, control: LocalGoogleControl, cut: bool, days: int
) -> None:
    """[S9] says the stricter; facts 17.8 would probe it."""
    await control.assume(longer_channels_are_cut=cut)
    opened = await watch(ana, channel(params={"ttl": str(30 * 86400)}))

    assert int(opened["expiration"]) == int((START + timedelta(days=days)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("not_https", (400, "push.webhookUrlNotHttps")), ("unauthorized", (401, "push.webhookUrlUnauthorized"))],
)
async def test_what_a_plain_address_gets_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str, expected: Any
) -> None:
    """[O10]."""
    await control.assume(http_webhook=choice)

    assert await refusal(watch(ana, channel(address="http://hook.example/"))) == expected


async def test_plain_http_is_allowed_on_loopback_alone(ana: Person, hook: Receiver) -> None:
    """A switch of our own, for tests."""
    await watch(ana, channel(hook))

    expected = (400, "push.webhookUrlNotHttps")
    assert await refusal(watch(ana, channel(id="2", address="http://hook.example/"))) == expected


@pytest.mark.parametrize("status", [400, 409])
async def test_a_channel_id_is_unique_in_its_project(
    ana: Person, bob: Person, control: LocalGoogleControl, status: int
) -> None:
    """[S9]; the status is an assumption [O10]."""
    await control.assume(channel_id_taken_status=status)
    await watch(ana, channel())

    assert await refusal(watch(bob, channel())) == (status, "channelIdNotUnique")


@pytest.mark.parametrize("free", [True, False])
async def test_whether_an_ended_channel_frees_its_id_is_an_assumption(
    ana: Person, control: LocalGoogleControl, free: bool
) -> None:
    """[O10]."""
    await control.assume(ended_channel_frees_its_id=free)
    await stop(ana, await watch(ana, channel()))

    if free:
        assert await watch(ana, channel())
    else:
        assert await refusal(watch(ana, channel())) == (400, "channelIdNotUnique")


async def test_a_channel_is_stopped_once(ana: Person) -> None:
    """[S9]: then it is unknown."""
    opened = await watch(ana, channel())
    assert await refusal(stop(ana, {**opened, "resourceId": "other"})) == (404, "notFound")
    assert await refusal(stop(ana, {**opened, "id": "other"})) == (404, "notFound")
    await stop(ana, opened)

    assert await refusal(stop(ana, opened)) == (404, "notFound")


@pytest.mark.parametrize(("hidden", "expected"), [(True, (404, "notFound")), (False, (403, "forbidden"))])
async def test_a_persons_channel_is_theirs_to_stop(
    ana: Person, bob: Person, control: LocalGoogleControl, hidden: bool, expected: Any
) -> None:
    """[S9]; how others are refused is an assumption."""
    await control.assume(foreign_channel_is_hidden=hidden)
    opened = await watch(ana, channel())

    assert await refusal(stop(bob, opened)) == expected


async def test_the_same_person_cannot_stop_a_channel_through_another_client(
    google: LocalGoogle, ana: Person, key: Json
) -> None:
    """[S9]."""
    await google.control.register(key)
    opened = await watch(ana, channel())

    assert await refusal(stop(await delegated(google, key, ANA), opened)) == (404, "notFound")


async def test_a_calendar_that_cannot_be_seen_cannot_be_watched(
    ana: Person, login: Login, control: LocalGoogleControl
) -> None:
    await control.share(ANA, "@corp.example", Role.NONE)

    assert await refusal(watch(await login(BOB), channel(), ANA)) == (404, "notFound")


async def test_watching_needs_a_scope_that_reads_events(login: Login) -> None:
    """[D]."""
    free_busy = await login(ANA, "https://www.googleapis.com/auth/calendar.freebusy")
    reader = await login(ANA, "https://www.googleapis.com/auth/calendar.events.readonly")

    assert await refusal(watch(free_busy, channel())) == (403, "insufficientPermissions")
    opened = await watch(reader, channel())
    assert await refusal(stop(free_busy, opened)) == (403, "insufficientPermissions")
    await stop(reader, opened)


async def test_an_address_elsewhere_is_never_posted_to(ana: Person, control: LocalGoogleControl) -> None:
    """A local Google tells nobody outside this machine."""
    await watch(ana, channel())
    await ana.insert(meeting())

    assert {one.outcome for one in await control.push_reports()} == {"not on loopback"}
