"""`watch_calendar` on fakes: one channel for a calendar, whatever happens on the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.push import FakePush
from tests.handlers.watching import (
    CALENDAR,
    only_channel,
    opening_of,
    read_all,
    stop_watch,
    stops_of,
    watch,
)
from tests.handlers.world import ANA, NOW, TEXTS, WEBHOOK, World
from worker.app.wiring import router
from worker.codes import Code
from worker.errors import (
    CalendarBusy,
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    StoreUnavailable,
    WorkerError,
)
from worker.handlers.channel_opening import new_token
from worker.handlers.notifications import OUR_IDS, OUR_TOKENS
from worker.ports.channels import OpenChannel, Opening

WEEK = timedelta(days=7)


async def test_a_channel_is_opened_for_the_real_calendar_and_its_end_told(world: World) -> None:
    answer = await world.run(watch())
    data = await world.data(watch("watch-2"))

    channel = only_channel(world)
    assert (channel.calendar_id, channel.asked.address) == (ANA, WEBHOOK)
    assert channel.asked.expires_at == NOW + WEEK
    assert data == {"calendar_id": ANA, "expires_at": "2026-03-09T07:00:00.000Z"}
    assert answer.message == "Changes in the calendar are noticed at once from now on."


async def test_what_is_asked_of_google_is_what_notifications_are_held_to(world: World) -> None:
    await world.run(watch())

    asked = only_channel(world).asked
    assert OUR_IDS.fullmatch(asked.id)
    assert OUR_TOKENS.fullmatch(asked.token.get_secret_value())
    assert new_token() != new_token()
    assert asked.token.get_secret_value() not in repr(asked)


async def test_a_calendar_that_is_watched_keeps_its_channel(world: World) -> None:
    first = await world.data(watch())
    world.wait(timedelta(days=1))

    assert await world.data(watch("watch-2")) == first
    assert world.push.calls == ["open"]


async def test_a_channel_that_has_ended_is_replaced(world: World) -> None:
    await world.run(watch())
    world.wait(WEEK)

    assert (await world.data(watch("watch-2")))["expires_at"] == "2026-03-16T07:00:00.000Z"
    assert world.push.calls == ["open", "open"]


async def test_a_channel_that_posts_somewhere_else_is_replaced(world: World) -> None:
    await world.run(watch())
    world.handle = router(world.ports, TEXTS, world.clock, webhook="https://new.example/hook")

    await world.run(watch("watch-2"))
    assert [one.asked.address for one in world.push.open_channels.values()] == [
        WEBHOOK,
        "https://new.example/hook",
    ]
    assert await stops_of(world).stop_due() is False
    assert only_channel(world).asked.address == "https://new.example/hook"


async def test_a_calendar_is_followed_and_read_from_the_command_on(world: World) -> None:
    await world.run(watch())

    assert list(world.synchronisations.followed) == [(ANA, ANA)]
    assert await read_all(world) == 1


async def test_a_calendar_that_is_watched_is_read_even_where_none_is_polled(world: World) -> None:
    world.synchronisations.interval = timedelta(0)
    await world.run(watch())

    assert await read_all(world) == 1
    world.wait(WEEK)
    assert await read_all(world) == 0


async def test_without_an_address_for_google_nothing_is_watched(world: World) -> None:
    world.handle = router(world.ports, TEXTS, world.clock)

    await world.refused(watch(), Code.PUSH_NOT_CONFIGURED)
    await world.refused({**watch("watch-2"), "dry_run": True}, Code.PUSH_NOT_CONFIGURED)
    assert world.push.calls == []


@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_calendar_that_is_not_there_is_not_watched(world: World, *, dry_run: bool) -> None:
    await world.refused(watch(calendar_id="nobody@vai.example", dry_run=dry_run), Code.CALENDAR_NOT_FOUND)
    assert (world.channels.watches, world.channels.channels) == ({}, {})


async def test_nobody_watches_without_an_account(world: World) -> None:
    world.accounts.refused[ANA] = Code.REAUTHORIZATION_REQUIRED

    await world.refused(watch(), Code.REAUTHORIZATION_REQUIRED)
    await world.refused(stop_watch(), Code.REAUTHORIZATION_REQUIRED)


async def test_a_dry_run_opens_nothing_and_says_so(world: World) -> None:
    answer = await world.run(watch(dry_run=True))

    assert answer.data.model_dump() == {"calendar_id": ANA, "expires_at": None}
    assert answer.message == "Changes in the calendar would be noticed at once."
    assert (world.push.calls, world.channels.watches) == ([], {})


@pytest.mark.parametrize(
    "error",
    [
        Refused(Code.INSUFFICIENT_SCOPE, "no"),
        Refused(Code.PUSH_NOT_CONFIGURED, "not https"),
        RateLimited("slower"),
        GoogleUnavailable("no connection"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_after_a_definite_no_nothing_is_left(world: World, error: WorkerError) -> None:
    world.push.fail("open", error)

    with pytest.raises(type(error)):
        await world.run(watch())
    assert (world.channels.watches, world.channels.channels) == ({}, {})


async def test_a_lost_answer_costs_another_channel_and_leaves_nothing_in_doubt(world: World) -> None:
    world.push.fail("open", OutcomeUncertain("503"), after_the_effect=True)

    with pytest.raises(GoogleUnavailable):
        await world.run(watch())
    await world.run(watch())

    lost, live = world.push.open_channels
    assert [world.channels.channels[one].state for one in (lost, live)] == ["closing", "live"]
    assert await world.channels.to_stop(5) == []  # nobody knows its name yet
    assert await world.channels.count() == 1


async def test_a_channel_that_cannot_be_stored_as_open_is_remembered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_database(*_asked: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(type(world.channels), "opened", no_database)
    with pytest.raises(StoreUnavailable):
        await world.run(watch())
    (row,) = world.channels.channels.values()
    assert row.state == "closing"


async def test_who_is_stopped_on_the_way_gives_the_calendar_back(world: World) -> None:
    world.push.fail("open", asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await world.run(watch())
    assert world.channels.watches == {}
    assert [one.state for one in world.channels.channels.values()] == ["closing"]


async def test_while_somebody_else_opens_one_it_waits_its_turn(world: World) -> None:
    other = await begun(world)

    with pytest.raises(CalendarBusy):
        await world.run(watch())
    await world.channels.give_up(other, timedelta(0), may_be_open=False)
    await world.run(watch())
    assert world.push.calls == ["open"]


async def test_who_thaws_after_another_took_over_opens_no_second_live_channel(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = type(world.push).open

    async def taken_over(fake: FakePush, *asked: Any) -> OpenChannel:
        opened = await take(fake, *asked)
        monkeypatch.setattr(type(world.push), "open", take)
        world.channels.watches[CALENDAR].opening = None
        await opening_of(world)(CALENDAR)
        return opened

    monkeypatch.setattr(type(world.push), "open", taken_over)
    with pytest.raises(CalendarBusy):
        await world.run(watch())

    assert [one.state for one in world.channels.channels.values()] == ["closing", "live"]
    await stops_of(world).stop_due()
    assert len(world.push.open_channels) == 1


async def begun(world: World) -> Opening:
    channel = opening_of(world)._new_channel()
    opening = await world.channels.begin(ANA, ANA, channel)
    assert opening is not None
    return opening
