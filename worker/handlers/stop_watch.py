"""Let Google tell about a calendar's changes no more; it is read regularly all the same.

From the answer on notifications count for nothing. Google is told in the background, so its outages
hold nobody up here, and to end what was ended already is a success.
"""

from dataclasses import dataclass

from worker.handlers.answer import Answer
from worker.handlers.home_calendar import HomeCalendar
from worker.messages.commands.stop_watch import StopWatch
from worker.messages.results.watch import WatchStoppedData
from worker.messages.sentences import NOT_WATCHED, WATCH_STOPPED, WOULD_STOP_WATCH
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.channels import Channels
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class StopWatchHandler:
    accounts: Accounts
    homes: HomeCalendar
    channels: Channels
    texts: Texts

    async def __call__(self, command: StopWatch, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        calendar_id = (await self.homes.named(account, command.calendar_id)).id
        sentence = WOULD_STOP_WATCH
        if claim is not None:
            was_watched = await self.channels.end(command.user_id, calendar_id)
            sentence = WATCH_STOPPED if was_watched else NOT_WATCHED
        return Answer(self.texts.say(command.locale, sentence), WatchStoppedData(calendar_id=calendar_id))
