"""Open a channel for one calendar, whoever wants it: a command, or its renewal.

The channel is stored before Google is asked, and whatever goes wrong the calendar is given back.
Where an answer is lost the channel may be there. It is remembered then, and stopped as soon as its
first notification names it; nobody is worse off, so to the caller Google could not be reached.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from pydantic import SecretStr

from worker.errors import (
    CalendarBusy,
    GoogleSaid,
    GoogleUnavailable,
    LeaseLost,
    OutcomeUncertain,
    RateLimited,
    Refused,
    WorkerError,
)
from worker.handlers.synchroniser import wait_after
from worker.ports.calendar import Accounts
from worker.ports.channels import Channels, NewChannel, OpenChannel, Opening, Push
from worker.ports.clock import Clock
from worker.ports.synchronisation import FollowedCalendar

LIFE = timedelta(days=7)
"""What is asked for. It is Google's default, and an earlier end counts."""
AFTER_A_LOST_ANSWER = timedelta(minutes=10)
"""Each may leave a channel behind that nobody can stop."""
GIVE_BACK_WITHIN = timedelta(seconds=3)
TOKEN_BYTES = 32
NOT_OPENED = (Refused, GoogleSaid, RateLimited, GoogleUnavailable)
"""What says for sure that Google has no such channel."""


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class ChannelOpening:
    accounts: Accounts
    push: Push
    channels: Channels
    clock: Clock
    address: str
    """Where Google is to post to."""
    new_token: Callable[[], str] = new_token

    async def __call__(
        self, calendar: FollowedCalendar, locale: str | None = None, *, renewing: bool = False
    ) -> datetime | None:
        """Open a channel, let it be the calendar's live one, and return when it ends.

        None: it needs no renewal any more. Raise `CalendarBusy` while somebody else is at it, and
        otherwise what Google says.
        """
        channel = self._new_channel()
        opening = await self.channels.begin(
            calendar.user_id, calendar.calendar_id, channel, locale, renewing=renewing
        )
        if opening is None and renewing:
            return None
        if opening is None:
            raise CalendarBusy("a channel is being opened for this calendar already")
        try:
            return (await self._open(opening, channel)).expires_at
        except OutcomeUncertain as lost:
            raise GoogleUnavailable(str(lost), retry_after=lost.retry_after) from lost
        except LeaseLost as lost:
            raise CalendarBusy("the calendar was watched anew, or no more, meanwhile") from lost

    def _new_channel(self) -> NewChannel:
        return NewChannel(uuid4().hex, SecretStr(self.new_token()), self.address, self.clock.now() + LIFE)

    async def _open(self, opening: Opening, channel: NewChannel) -> OpenChannel:
        try:
            account = await self.accounts.account(opening.user_id)
            opened = await self.push.open(account, opening.calendar_id, channel, opening.lease)
            await self.channels.opened(opening, opened)
        except NOT_OPENED as error:
            await self._give_back(opening, wait_after(error), may_be_open=False)
            raise
        except BaseException:
            await self._give_back(opening, AFTER_A_LOST_ANSWER, may_be_open=True)
            raise
        return opened

    async def _give_back(self, opening: Opening, wait: timedelta, *, may_be_open: bool) -> None:
        """Try to; a calendar that cannot be given back is free when its lease ends."""
        try:
            async with asyncio.timeout(GIVE_BACK_WITHIN.total_seconds()):
                await self.channels.give_up(opening, wait, may_be_open=may_be_open)
        except (WorkerError, TimeoutError) as error:
            structlog.get_logger().info("watch not given back", error=type(error).__name__)
