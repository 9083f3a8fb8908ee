"""Push: the channels on which Google tells that a calendar changed, and what is known of them here.

No call of Google's lists channels, so what is stored here is the only inventory. A channel is
stored before Google is asked for it, because its first notification may outrun the answer. A
calendar that is watched has one live channel, and for a moment two: the next one is opened
before the last is stopped. Any call of `Channels` may raise `StoreUnavailable`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from pydantic import SecretStr

from worker.domain.account import Account
from worker.ports.calendar import Lease
from worker.ports.synchronisation import FollowedCalendar


@dataclass(frozen=True, slots=True)
class NewChannel:
    """A channel as it is asked for."""

    id: str
    token: SecretStr
    """What Google shows with every notification. It is stored nowhere: a hash of it is."""
    address: str
    """Where Google posts to."""
    expires_at: datetime
    """The latest that is wanted; Google may choose an earlier end."""

    @property
    def token_hash(self) -> bytes:
        return hash_of(self.token)


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """What Google says of a channel that it has opened."""

    resource_id: str
    """Google's name for the list that is watched: without it no channel can be stopped."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelToStop:
    """A channel that is no longer wanted, and that Google may still have."""

    id: str
    user_id: str
    resource_id: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The right to open a channel for one calendar, for half a minute."""

    user_id: str
    calendar_id: str
    channel_id: str
    lease: Lease
    locale: str | None = None
    """Of the command that asked, if one did."""


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """What a notification is held to."""

    calendar: FollowedCalendar
    token_hash: bytes = field(repr=False)
    resource_id: str | None
    """None until Google has named it."""
    is_watched: bool
    """False once `stop_watch` came: Google may not know that yet."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a genuine notification leaves behind."""

    channel_id: str
    resource_id: str | None
    """Google's name for the list, where it was not known; with it the channel can be stopped."""
    calendar: FollowedCalendar | None
    """To be read soon; None: it is watched no more."""


class Push(Protocol):
    """Google's side. Raises what a write of `worker.ports.calendar` raises."""

    async def open(
        self, account: Account, calendar_id: str, channel: NewChannel, lease: Lease
    ) -> OpenChannel:
        """Let Google tell of changes in a calendar.

        Raise `Refused`: `calendar_not_found`, or `push_not_configured` where Google posts to no such
        address, or tells of no changes there. Raise `OutcomeUncertain` where the channel may be open.
        """
        ...

    async def stop(self, account: Account, channel: ChannelToStop) -> None:
        """Stop a channel of an account's; one that ended already is a success."""
        ...


class Channels(Protocol):
    async def live(self, user_id: str, calendar_id: str, address: str) -> datetime | None:
        """Return when the calendar's live channel ends that posts to an address. None: there is none."""
        ...

    async def begin(
        self,
        user_id: str,
        calendar_id: str,
        channel: NewChannel,
        locale: str | None = None,
        *,
        renewing: bool = False,
    ) -> Opening | None:
        """Store a channel that is about to be opened. None: somebody else is opening one.

        `renewing`: only if the calendar is watched and its channel is to be replaced now.
        """
        ...

    async def opened(self, opening: Opening, channel: OpenChannel) -> None:
        """Let the channel be the calendar's live one, in place of any before, and the calendar be read.

        The calendar is followed from now on. Raise `LeaseLost` if it is watched no more, or another
        opening has begun; the channel is then one to stop.
        """
        ...

    async def give_up(self, opening: Opening, retry_after: timedelta, *, may_be_open: bool) -> None:
        """End an opening without a channel. A calendar that was watched is due again after a while.

        `may_be_open`: Google's answer was lost, so the channel is remembered until it would end.
        """
        ...

    async def end(self, user_id: str, calendar_id: str) -> bool:
        """Watch a calendar no more: notifications count for nothing from now on. Return whether it was."""
        ...

    async def end_all(self, user_id: str) -> Sequence[ChannelToStop]:
        """Watch no calendar of a user any more, and return the channels that Google may still have."""
        ...

    async def to_renew(self, limit: int) -> Sequence[FollowedCalendar]:
        """Return watched calendars whose channel is to be replaced now; they may be gone at `begin`."""
        ...

    async def to_stop(self, limit: int) -> Sequence[ChannelToStop]:
        """Take channels that are to be stopped, for two minutes each."""
        ...

    async def stopped(self, channel: ChannelToStop) -> None:
        """Forget a channel that Google has no more."""
        ...

    async def put_off(self, channel: ChannelToStop, retry_after: timedelta) -> None:
        """Let a channel that could not be stopped come again after a while, if it has not ended then."""
        ...

    async def known(self, channel_ids: Collection[str]) -> Mapping[str, KnownChannel]:
        """Return what is known of channels, by id."""
        ...

    async def mark(self, marks: Collection[Mark]) -> None:
        """Let calendars be read soon, once each, however often they are marked before that.

        What is marked while it is being read is read once more after that. Names that channels lack
        are remembered.
        """
        ...

    async def count(self) -> int:
        """Return how many channels are live."""
        ...


def hash_of(token: SecretStr) -> bytes:
    """Return what is stored of a token. It is long and random, so a plain hash tells nothing of it."""
    return sha256(token.get_secret_value().encode()).digest()
