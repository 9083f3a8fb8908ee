"""Let Google tell about a calendar's changes at once, until somebody ends it.

A calendar that is watched already is a success with the channel it has. Whoever continues after a
crash finds the channel that was opened, or opens another: one too many ends by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.handlers.answer import Answer
from worker.handlers.channel_opening import ChannelOpening
from worker.handlers.home_calendar import HomeCalendar
from worker.messages.commands.watch_calendar import WatchCalendar
from worker.messages.results.watch import WatchedData
from worker.messages.sentences import WATCHED, WOULD_WATCH
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts, Calendar
from worker.ports.commands import Claim
from worker.ports.synchronisation import FollowedCalendar


@dataclass(frozen=True, slots=True)
class WatchHandler:
    accounts: Accounts
    calendar: Calendar
    homes: HomeCalendar
    open_channel: ChannelOpening | None
    """None: Google has no address to post to."""
    texts: Texts

    async def __call__(self, command: WatchCalendar, claim: Claim | None) -> Answer:
        if self.open_channel is None:
            raise Refused(Code.PUSH_NOT_CONFIGURED, "VAI_HTTP__PUBLIC_URL is not set")
        account = await self.accounts.account(command.user_id)
        if claim is None:
            return await self._preview(command, account)
        calendar_id = (await self.homes.named(account, command.calendar_id)).id
        expires_at = await self._watch(command, calendar_id, self.open_channel)
        return self._answer(command, WATCHED, calendar_id, expires_at)

    async def _preview(self, command: WatchCalendar, account: Account) -> Answer:
        """Ask Google whether there is such a calendar, and open nothing."""
        info = await self.calendar.describe(account, command.calendar_id)
        return self._answer(command, WOULD_WATCH, info.id, None)

    async def _watch(
        self, command: WatchCalendar, calendar_id: str, open_channel: ChannelOpening
    ) -> datetime | None:
        live = await open_channel.channels.live(command.user_id, calendar_id, open_channel.address)
        return live or await open_channel(FollowedCalendar(command.user_id, calendar_id), command.locale)

    def _answer(
        self, command: WatchCalendar, sentence: str, calendar_id: str, expires_at: datetime | None
    ) -> Answer:
        data = WatchedData(calendar_id=calendar_id, expires_at=expires_at)
        return Answer(self.texts.say(command.locale, sentence), data)
