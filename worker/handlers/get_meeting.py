"""Read one event, as it is now: whoever made it, and also if it is cancelled."""

from dataclasses import dataclass

from worker.domain.calendar_event import EventKey
from worker.handlers.answer import Answer
from worker.handlers.home_calendar import HomeCalendar
from worker.messages.commands.get_meeting import GetMeeting
from worker.messages.results.event import EventData
from worker.messages.results.one_event import OneEventData
from worker.messages.sentences import MEETING_FOUND, MEETING_FOUND_CANCELLED
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class GetMeetingHandler:
    accounts: Accounts
    homes: HomeCalendar
    texts: Texts

    async def __call__(self, command: GetMeeting, _claim: Claim | None = None) -> Answer:
        account = await self.accounts.account(command.user_id)
        home = await self.homes.of_event(account, command.calendar_id, command.event_id)
        event = await self.homes.event(account, EventKey(home.id, command.event_id))
        sentence = MEETING_FOUND_CANCELLED if event.is_cancelled else MEETING_FOUND
        data = OneEventData(event=EventData.of(event, self.texts, command.locale))
        return Answer(self.texts.say(command.locale, sentence), data)
