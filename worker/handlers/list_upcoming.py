"""List what lies ahead in a calendar, a page at a time, to its very end."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from worker.codes import Code
from worker.domain.interval import Interval
from worker.domain.wanted_events import WantedEvents
from worker.errors import Refused
from worker.handlers.agenda import Agenda, AgendaPage, Question
from worker.handlers.answer import Answer
from worker.handlers.home_calendar import HomeCalendar
from worker.messages.commands.list_upcoming import ListUpcoming
from worker.messages.commands.list_upcoming import question as question_of
from worker.messages.cursor import Cursor
from worker.messages.results.event import EventData
from worker.messages.results.upcoming import UpcomingData
from worker.messages.sentences import NOTHING_UPCOMING, UPCOMING, UPCOMING_AND_MORE
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Claim

MOST_GUESTS = 10_000
"""Of all the meetings of a page: with more of them no result fits into a record."""


@dataclass(frozen=True, slots=True)
class ListUpcomingHandler:
    accounts: Accounts
    homes: HomeCalendar
    agenda: Agenda
    texts: Texts
    clock: Clock

    async def __call__(self, command: ListUpcoming, _claim: Claim | None = None) -> Answer:
        account = await self.accounts.account(command.user_id)
        home = await self.homes.named(account, command.calendar_id)
        question = self._question(command)
        max_age = timedelta(seconds=command.max_staleness_seconds)
        page = await self.agenda.page(account, home, question, max_age)
        _refuse_a_crowd(page)
        data = await asyncio.to_thread(self._data, command, question, page)
        return Answer(self._message(command, page), data)

    def _question(self, command: ListUpcoming) -> Question:
        """Return what is asked; the window of a later page is that of the first."""
        cursor = command.page
        since = cursor.since if cursor else self.clock.now().replace(microsecond=0)
        return Question(
            window=Interval(since, since + timedelta(days=command.days)),
            wanted=WantedEvents(command.vai_only, command.participant, command.text),
            limit=command.limit,
            after=cursor.after if cursor else None,
        )

    def _data(self, command: ListUpcoming, question: Question, page: AgendaPage) -> UpcomingData:
        """Write a page; a date in words takes a while, and there are many."""
        cursor = None
        if page.has_more:
            here = Cursor(question.window.start, page.meetings[-1].place)
            cursor = here.for_question(question_of(vars(command)))
        return UpcomingData(
            meetings=tuple(EventData.of(one.event, self.texts, command.locale) for one in page.meetings),
            next_cursor=cursor,
            as_of=page.as_of,
            source=page.source,
        )

    def _message(self, command: ListUpcoming, page: AgendaPage) -> str:
        """Say how many there are; a page is never told as the whole."""
        number = len(page.meetings)
        if number == 0:
            return self.texts.say(command.locale, NOTHING_UPCOMING)
        return self.texts.count(command.locale, UPCOMING_AND_MORE if page.has_more else UPCOMING, number)


def _refuse_a_crowd(page: AgendaPage) -> None:
    guests = sum(len(one.event.attendees) for one in page.meetings)
    if guests > MOST_GUESTS:
        detail = f"{guests} guests in {len(page.meetings)} meetings: ask for fewer at once, by `limit`"
        raise Refused(Code.RESULT_TOO_LARGE, detail)
