"""What a worker does for push, call by call: watching, hearing, renewing, stopping."""

from hashlib import sha256
from typing import Any

from pydantic import SecretStr

from tests.crashes.by_hand import sync
from tests.crashes.deeds import record
from tests.crashes.replicas import WEBHOOK, Place, Replica
from tests.crashes.scenario import Scenario
from worker.app.wiring import channel_opening
from worker.handlers.channel_renewal import ChannelRenewal
from worker.handlers.channel_stops import ChannelStops
from worker.handlers.notifications import Notification, Notifications, Verdict
from worker.sandbox.local_google.wire.faults import Fault

TOKEN = "t" * 43
WATCHED = ("commands.claim", "accounts.account", "calendars.known", "channels.live")
OPENED = ("channels.begin", "accounts.account", "push.open", "channels.opened")
SAID = ("commands.finish", "publisher.publish")
STOPPED = ("channels.to_stop", "accounts.account", "push.stop", "channels.stopped")


def ask(place: Place, kind: str, command_id: str) -> dict[str, Any]:
    return {"type": kind, "command_id": command_id, "user_id": place.ana}


async def know_the_calendar(place: Place, replica: Replica) -> None:
    await replica.receive(record(sync(place, "sync-0")))


async def lose_the_channel(place: Place, replica: Replica) -> None:
    """Let a channel be opened whose answer is lost."""
    await know_the_calendar(place, replica)
    fault = Fault(method="POST", path="/watch$", subject=place.ana, when="after", status=503)
    await place.control.add_fault(fault)


async def watch_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(ask(place, "watch_calendar", "watch-1")))


async def know_and_watch_it(place: Place, replica: Replica) -> None:
    await know_the_calendar(place, replica)
    await watch_it(place, replica)
    await replica.follow()


async def watch_until_it_ends_soon(place: Place, replica: Replica) -> None:
    await know_and_watch_it(place, replica)
    await place.database.execute("UPDATE watches SET renew_at = clock_timestamp()")


async def watch_and_tell_its_token(place: Place, replica: Replica) -> None:
    """Let somebody know the token, which nobody knows, and Ana have changed something."""
    await know_and_watch_it(place, replica)
    known = sha256(TOKEN.encode()).digest()
    await place.database.execute("UPDATE channels SET token_hash = $1, resource_id = 'list'", known)
    await place.database.execute("UPDATE followed_calendars SET next_sync_at = 'infinity'")


async def renew_it(place: Place, replica: Replica) -> None:
    opening = channel_opening(replica.ports, replica.parts.clock, WEBHOOK)
    assert opening is not None
    await ChannelRenewal(opening).renew_due()
    await stops_of(replica).stop_due()


async def hear_of_it_and_read(place: Place, replica: Replica) -> None:
    channel_id = await place.database.fetchval("SELECT id FROM channels")
    heard = Notifications(replica.ports.channels)
    assert await heard(Notification(channel_id, SecretStr(TOKEN), "list")) is Verdict.MARKED
    await place.database.execute("UPDATE dirty_calendars SET due_at = clock_timestamp()")
    await replica.follow()
    assert await place.database.fetchval("SELECT count(*) FROM dirty_calendars") == 0


async def end_it(place: Place, replica: Replica) -> None:
    await replica.receive(record(ask(place, "stop_watch", "stop-1")))
    await stops_of(replica).stop_due()


async def end_it_without_google(place: Place, replica: Replica) -> None:
    """Let the first attempt to stop the channel fail."""
    await know_and_watch_it(place, replica)
    fault = Fault(method="POST", path="/channels/stop$", subject=place.ana, status=503)
    await place.control.add_fault(fault)
    await replica.receive(record(ask(place, "stop_watch", "stop-1")))


async def stop_it_twice(place: Place, replica: Replica) -> None:
    for _ in range(2):
        await stops_of(replica).stop_due()
        await place.database.execute("UPDATE channels SET stop_at = clock_timestamp()")


def stops_of(replica: Replica) -> ChannelStops:
    return ChannelStops(replica.ports.accounts, replica.ports.push, replica.ports.channels)


PUSHING = {
    "watch": Scenario(
        prepare=know_the_calendar,
        act=watch_it,
        calls=(*WATCHED, *OPENED, *SAID),
        answered={"sync-0": 1, "watch-1": 1},
    ),
    "watch in doubt": Scenario(
        prepare=lose_the_channel,
        act=watch_it,
        calls=(
            *WATCHED,
            *OPENED[:2],
            "push.open!",
            "channels.give_up",
            "commands.release",
            *WATCHED,
            *OPENED,
            *SAID,
        ),
        answered={"sync-0": 1, "watch-1": 1},
    ),
    "notified": Scenario(
        prepare=watch_and_tell_its_token,
        act=hear_of_it_and_read,
        calls=(
            "channels.known",
            "channels.mark",
            "synchronisations.due",
            "accounts.account",
            "synchronisations.begin",
            "calendar.list_changes",
            "synchronisations.complete",
            "synchronisations.due",
        ),
        answered={"sync-0": 1, "watch-1": 1},
    ),
    "renew": Scenario(
        prepare=watch_until_it_ends_soon,
        act=renew_it,
        calls=("channels.to_renew", *OPENED, *STOPPED),
        answered={"sync-0": 1, "watch-1": 1},
    ),
    "stop watching": Scenario(
        prepare=know_and_watch_it,
        act=end_it,
        calls=(*WATCHED[:3], "channels.end", *SAID, *STOPPED),
        answered={"sync-0": 1, "watch-1": 1, "stop-1": 1},
    ),
    "stop later": Scenario(
        prepare=end_it_without_google,
        act=stop_it_twice,
        calls=(*STOPPED[:2], "push.stop!", "channels.put_off", *STOPPED),
        answered={"sync-0": 1, "watch-1": 1, "stop-1": 1},
    ),
}
