"""A calendar that is watched: the commands, and the hand that posts notifications."""

from typing import Any

from pydantic import SecretStr

from tests.fakes.push import Opened
from tests.handlers.world import ANA, WEBHOOK, Json, World, command
from worker.app.wiring import channel_opening
from worker.handlers.channel_opening import ChannelOpening
from worker.handlers.channel_renewal import ChannelRenewal
from worker.handlers.channel_stops import ChannelStops
from worker.handlers.notifications import Notification
from worker.ports.synchronisation import FollowedCalendar

CALENDAR = FollowedCalendar(ANA, ANA)


def watch(command_id: str = "watch-1", **fields: Any) -> Json:
    return command({"type": "watch_calendar", "command_id": command_id, **fields})


def stop_watch(command_id: str = "stop-1", **fields: Any) -> Json:
    return command({"type": "stop_watch", "command_id": command_id, **fields})


def opening_of(world: World) -> ChannelOpening:
    opening = channel_opening(world.ports, world.clock, WEBHOOK)
    assert opening is not None
    return opening


def renewal_of(world: World, outcomes: list[str]) -> ChannelRenewal:
    return ChannelRenewal(opening_of(world), outcomes.append)


def stops_of(world: World) -> ChannelStops:
    return ChannelStops(world.accounts, world.push, world.channels)


def only_channel(world: World) -> Opened:
    """Return the one channel that Google has."""
    (channel,) = world.push.open_channels.values()
    return channel


def notice_on(channel: Opened, **changed: str) -> Notification:
    """Return what Google posts on a channel, or somebody who changes a part of it."""
    parts = {
        "channel_id": channel.asked.id,
        "token": channel.asked.token.get_secret_value(),
        "resource_id": channel.channel.resource_id,
        **changed,
    }
    return Notification(parts["channel_id"], SecretStr(parts["token"]), parts["resource_id"])


async def read_all(world: World) -> int:
    """Read whatever is due, and return how many readings that took."""
    before = len(world.calendar.lists)
    while await world.follower.follow_next():
        pass
    return len(world.calendar.lists) - before
