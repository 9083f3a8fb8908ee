"""Ask about everybody at once, and put the answer into one search.

One reading serves the whole command: it covers the window and some days more, so neither
alternatives nor relaxations nor suggestions cost another call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.codes import Code
from worker.domain.availability import OnNotVisible
from worker.domain.decision import Question
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.interval import Interval
from worker.domain.search import SearchResult
from worker.domain.search_request import Person, SearchRequest, not_visible, reading
from worker.domain.work_time import WorkTime
from worker.errors import Refused
from worker.handlers.deciding import Deciding
from worker.handlers.invitation import Invitation, gaps_of, search_request
from worker.handlers.promises import Own, Promises
from worker.handlers.underneath import underneath
from worker.messages.commands.time_search import TimeSearch
from worker.messages.results.not_visible import NotVisibleData
from worker.ports.calendar import Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Claim
from worker.ports.work_times import NO_WORK_TIMES, WorkTimes

DEFAULT_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Window:
    """Where to search, from now on."""

    interval: Interval
    has_passed: bool = False
    """Whether nothing is left of the window that was asked for; then `interval` is for suggestions."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was asked, and what all calendars said."""

    request: SearchRequest
    window: Window
    own_time: WorkTime
    """When the user works: what follows a meeting is done then."""

    @property
    def read_at(self) -> datetime:
        return self.request.now

    @property
    def required(self) -> frozenset[str]:
        return frozenset(person.email for person in self.request.people if person.required)

    @property
    def unknown(self) -> tuple[str, ...]:
        return not_visible(self.request.people)

    def question(self, limit: int, slot: Interval | None = None, present: Interval | None = None) -> Question:
        """Return what is to be searched in it, for an exact time or for a meeting that is somewhere else."""
        return Question(self.request, limit, self.window.has_passed, slot, present)


@dataclass(frozen=True, slots=True)
class Surveyor:
    calendar: Calendar
    promises: Promises
    deciding: Deciding
    clock: Clock
    holidays: Holidays = NO_HOLIDAYS
    work_times: WorkTimes = NO_WORK_TIMES

    async def read(
        self, invitation: Invitation, slot: Interval | None = None, own: Own | None = None
    ) -> Survey:
        """Read all calendars and promises. Raise `Refused` `not_visible` where the command wants that.

        Nobody waits for what Google knows of people's hours: what is not known yet counts next time.
        """
        command, now = invitation.command, self.clock.now()
        window = window_from(command, now, slot)
        read = reading(window.interval, *gaps_of(command))
        readings = invitation.without_moved(
            await self.calendar.free_busy(invitation.account, invitation.calendar_ids, read),
            await underneath(self.calendar, invitation, slot),
        )
        required = invitation.required
        promised = await self.promises.standing(invitation.emails, read, readings, required, own)
        known = await self.work_times.known(invitation.account, invitation.emails)
        people = invitation.people(readings, promised, self.holidays, known)
        _refuse_unseen(command, people)
        request = search_request(invitation, people, window.interval, read, now, slot)
        return Survey(request, window, invitation.own_time(self.holidays, known))

    async def search(self, question: Question, claim: Claim | None) -> SearchResult:
        """Search in what was read; under a claim, what was asked and found is kept first."""
        return await self.deciding.search(question, claim)


def window_from(command: TimeSearch, now: datetime, slot: Interval | None = None) -> Window:
    """Return what is left of the command's window, or the default one, from a slot on if there is one.

    A slot that has begun is refused whoever is busy, so nothing is read of the past.
    """
    if command.window is not None and command.window.end > now:
        return Window(Interval(max(command.window.start, now), command.window.end))
    if command.window is not None:
        return Window(Interval(now, now + DEFAULT_WINDOW), has_passed=True)
    start = max(slot.start if slot else command.preferred_time or now, now)
    return Window(Interval(start, start + DEFAULT_WINDOW))


def _refuse_unseen(command: TimeSearch, people: tuple[Person, ...]) -> None:
    unknown = not_visible(people)
    if unknown and command.on_not_visible is OnNotVisible.REJECT:
        raise Refused(
            Code.NOT_VISIBLE,
            "calendars of some participants cannot be seen",
            data=NotVisibleData(unknown_participants=unknown),
        )
