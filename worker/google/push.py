"""`worker.ports.channels.Push`, on the Google Calendar API v3.

A channel is opened under a lease like any write: an answer that is lost may have opened it. To stop
one is no such thing: what is stopped twice is stopped.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from worker.domain.account import Account
from worker.errors import EventGone, EventNotFound
from worker.google.calendar import nothing
from worker.google.call import CHANNELS_STOP, EVENTS_WATCH, Call, Json
from worker.google.client import GoogleClient
from worker.ports.calendar import Lease
from worker.ports.channels import ChannelToStop, NewChannel, OpenChannel

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GooglePush:
    client: GoogleClient

    async def open(
        self, account: Account, calendar_id: str, channel: NewChannel, lease: Lease
    ) -> OpenChannel:
        call = Call(EVENTS_WATCH, {"calendarId": calendar_id}, body=channel_to_google(channel), lease=lease)
        return await self.client.send(account, call, channel_from_google)

    async def stop(self, account: Account, channel: ChannelToStop) -> None:
        body = {"id": channel.id, "resourceId": channel.resource_id}
        try:
            await self.client.send(account, Call(CHANNELS_STOP, body=body), nothing)
        except (EventNotFound, EventGone):  # it ended by itself, or was stopped before
            return


def channel_to_google(channel: NewChannel) -> Json:
    return {
        "id": channel.id,
        "type": "web_hook",
        "address": channel.address,
        "token": channel.token.get_secret_value(),
        "expiration": str((channel.expires_at - EPOCH) // MILLISECOND),
    }


def channel_from_google(body: Any) -> OpenChannel:
    """Read a channel; its end is in milliseconds since 1970, as a text."""
    expires_at = EPOCH + MILLISECOND * int(body["expiration"])
    return OpenChannel(resource_id=str(body["resourceId"]), expires_at=expires_at)
