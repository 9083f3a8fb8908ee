"""Hear Google's notifications: anybody can send one, so each is held to its channel's token first.

What is asked of the database is bounded, whatever comes in: what cannot be ours is not looked up, one
look-up goes on at a time, and it serves everything that came in before. A notification leaves a mark
and nothing else: who reads the calendar is somebody else's business.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hmac import compare_digest

from pydantic import SecretStr

from worker.errors import StoreUnavailable
from worker.ports.channels import Channels, KnownChannel, Mark, hash_of

WITHIN = timedelta(seconds=2)
MOST_WAITING = 500
"""More at the same moment are told to come again, as Google does by itself."""
OUR_IDS = re.compile(r"[0-9a-f]{32}")
OUR_TOKENS = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_RESOURCE_ID = 256
NOBODYS = bytes(32)
"""Compared with where there is no such channel, so that it takes as long."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What the headers of a notification say; it has no body."""

    channel_id: str
    token: SecretStr
    resource_id: str

    @property
    def could_be_ours(self) -> bool:
        return (
            OUR_IDS.fullmatch(self.channel_id) is not None
            and OUR_TOKENS.fullmatch(self.token.get_secret_value()) is not None
            and 0 < len(self.resource_id) <= LONGEST_RESOURCE_ID
        )


class Verdict(StrEnum):
    MARKED = "marked"
    """Its calendar will be read soon."""
    ENDED = "ended"
    """It is Google's, of a calendar that is watched no more."""
    UNKNOWN = "unknown"
    """No channel of ours, or without its token."""


@dataclass(slots=True, eq=False)
class Heard:
    notification: Notification
    verdict: Verdict | None = None


@dataclass(slots=True)
class Notifications:
    channels: Channels
    within: timedelta = WITHIN
    _waiting: list[Heard] = field(default_factory=list, repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def __call__(self, notification: Notification) -> Verdict:
        """Say what a notification is, once its mark is stored. Raise `StoreUnavailable` in good time."""
        if not notification.could_be_ours:
            return Verdict.UNKNOWN
        if len(self._waiting) >= MOST_WAITING:
            raise StoreUnavailable("too many notifications wait for the database")
        self._waiting.append(heard := Heard(notification))
        try:
            async with asyncio.timeout(self.within.total_seconds()):
                return await self._verdict(heard)
        except TimeoutError as error:
            raise StoreUnavailable("the database is too slow for a notification") from error
        finally:
            if heard in self._waiting:
                self._waiting.remove(heard)

    async def _verdict(self, heard: Heard) -> Verdict:
        """Wait for whoever looks everything up, or do it."""
        async with self._turn:
            return heard.verdict or await self._look_up(heard)

    async def _look_up(self, heard: Heard) -> Verdict:
        """Judge all that wait, and return the verdict of one of them."""
        together = list(self._waiting)
        known = await self.channels.known({one.notification.channel_id for one in together})
        verdicts = [verdict_of(one.notification, known) for one in together]
        marks = (mark_of(one.notification, known.get(one.notification.channel_id)) for one in together)
        if left := [mark for mark in marks if mark is not None]:
            await self.channels.mark(left)
        for one, told in zip(together, verdicts, strict=True):
            one.verdict = told
        self._waiting = [one for one in self._waiting if one.verdict is None]
        return verdicts[together.index(heard)]


def verdict_of(notification: Notification, known: Mapping[str, KnownChannel]) -> Verdict:
    channel = known.get(notification.channel_id)
    if not is_genuine(notification, channel):
        return Verdict.UNKNOWN
    return Verdict.MARKED if channel is not None and channel.is_watched else Verdict.ENDED


def is_genuine(notification: Notification, channel: KnownChannel | None) -> bool:
    """Compare tokens in a time that tells nothing, and the list that the channel is for."""
    expected = NOBODYS if channel is None else channel.token_hash
    is_token_right = compare_digest(hash_of(notification.token), expected)
    return is_token_right and channel is not None and channel.resource_id in {None, notification.resource_id}


def mark_of(notification: Notification, channel: KnownChannel | None) -> Mark | None:
    """Return what a notification leaves behind, if it is genuine and leaves anything."""
    if channel is None or not is_genuine(notification, channel):
        return None
    name = notification.resource_id if channel.resource_id is None else None
    calendar = channel.calendar if channel.is_watched else None
    return Mark(notification.channel_id, name, calendar) if name or calendar else None
