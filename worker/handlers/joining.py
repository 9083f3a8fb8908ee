"""See that people who join a meeting are free at its time, or say who is not and when all could meet.

A meeting that is over or that blocks nobody can be joined by anybody. One of whole days takes up the
days of its calendar, and nothing is promised for it: no reservation knows days.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.availability import Reading, Visibility
from worker.domain.calendar_event import CalendarEvent
from worker.domain.decision import Question
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.domain.search_request import Person, SearchRequest, not_visible
from worker.domain.slot_check import Blocker, check_slot
from worker.domain.working_hours import OFFICE_HOURS
from worker.domain.zones import day_start, zone
from worker.errors import Refused
from worker.handlers.invitation import Invitation
from worker.handlers.promises import Own, Promised, Promises
from worker.handlers.survey import Surveyor
from worker.messages.commands.participant import Participant
from worker.messages.commands.time_search import TimeSearch
from worker.messages.commands.update_meeting import UpdateMeeting
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.texts import Texts
from worker.ports.calendar import Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Claim

ALTERNATIVES_FROM = 20
"""How many slots are looked at for other times to propose."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins which meeting."""

    command: UpdateMeeting
    account: Account
    event: CalendarEvent
    zone_name: str
    """Of the event, or of its calendar."""
    guests: tuple[Participant, ...]
    """Those who are not asked yet."""

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(guest.email for guest in self.guests)

    @property
    def required(self) -> frozenset[str]:
        return frozenset(guest.email for guest in self.guests if guest.required)

    @property
    def own(self) -> Own:
        return Own(self.account.user_id, self.event.key)

    def taken_up(self, now: datetime) -> Interval | None:
        """Return the time for which people have to be free, if they have to be."""
        days, place = self.event.all_day, zone(self.zone_name)
        when = Interval(day_start(days[0], place), day_start(days[1], place)) if days else self.event.when
        return None if self.event.transparent or when is None or when.end <= now else when

    def promised(self, now: datetime) -> Interval | None:
        """Return the time that is to be reserved for them, if one is."""
        return None if self.event.all_day else self.taken_up(now)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Looks whether people can join."""

    calendar: Calendar
    promises: Promises
    surveyor: Surveyor
    texts: Texts
    clock: Clock

    async def ensure_free(self, joining: Joining, claim: Claim | None) -> tuple[str, ...]:
        """Return the addresses whose calendars cannot be seen. Raise `Refused` `slot_taken`.

        Under a claim, what that rests on is kept.
        """
        when = joining.taken_up(self.clock.now())
        if when is None or not joining.guests:
            return ()
        people = await self._people(joining, when)
        asked = _request(people, when, self.clock.now())
        blockers = check_slot(asked, when)
        question = await self._question(joining, asked, when, is_refused=bool(blockers))
        result = await self.surveyor.search(question, claim)
        if blockers:
            self._refuse(joining, blockers, result.alternatives(when), not_visible(people))
        return not_visible(people)

    async def are_free(self, joining: Joining) -> bool:
        """Tell whether all who are required are free now, whatever is promised to them."""
        when = joining.taken_up(self.clock.now())
        if when is None or not joining.required:
            return True
        readings = await self.calendar.free_busy(joining.account, sorted(joining.required), when)
        return not any(reading.busy for reading in readings.values())

    async def _people(self, joining: Joining, when: Interval) -> tuple[Person, ...]:
        readings = await self.calendar.free_busy(joining.account, joining.emails, when)
        promised = await self.promises.standing(joining.emails, when, readings, joining.required, joining.own)
        return tuple(
            _person(guest, readings[guest.email], promised, joining.zone_name) for guest in joining.guests
        )

    def _refuse(
        self,
        joining: Joining,
        blockers: tuple[Blocker, ...],
        alternatives: tuple[RankedSlot, ...],
        unknown: tuple[str, ...],
    ) -> None:
        place = (joining.zone_name, self.texts, joining.command.locale)
        data = SlotTakenData.of(blockers, alternatives, unknown, *place)
        raise Refused(Code.SLOT_TAKEN, "not everybody who has to join is free then", data=data)

    async def _question(
        self, joining: Joining, asked: SearchRequest, when: Interval, *, is_refused: bool
    ) -> Question:
        """Ask for the next times at which everybody could meet, for one that has hours and lies ahead."""
        if not is_refused or joining.event.when is None or when.start <= self.clock.now():
            return Question(asked, ALTERNATIVES_FROM, slot=when)
        survey = await self.surveyor.read(_everybody(joining, when), when, joining.own)
        return replace(survey.question(ALTERNATIVES_FROM, when), joining=asked)


def _request(people: tuple[Person, ...], when: Interval, now: datetime) -> SearchRequest:
    """Ask about this time and nothing else: one that has begun needs no notice."""
    return SearchRequest(
        people=people,
        window=when,
        read=when,
        duration=when.duration,
        zone=people[0].zone,
        now=min(now, when.start),
    )


def _person(guest: Participant, reading: Reading, promised: Promised, zone_name: str) -> Person:
    return Person(
        email=guest.email,
        required=guest.required,
        zone=zone(guest.time_zone or zone_name),
        hours=OFFICE_HOURS,
        visibility=Visibility(reading.visibility),
        busy=reading.busy,
        promised=tuple(promised.get(guest.email, ())),
    )


def _everybody(joining: Joining, when: Interval) -> Invitation:
    """Return who would have to meet at another time, which does not overlap the one that the meeting has."""
    command, event = joining.command, joining.event
    search = TimeSearch(
        type=command.type,
        command_id=command.command_id,
        user_id=command.user_id,
        locale=command.locale,
        time_zone=joining.zone_name,
    )
    coming = [
        Participant.model_construct(email=one.email.lower(), required=not one.optional)
        for one in event.attendees
        if one.response != "declined" and not one.resource
    ]
    guests = (*coming, *joining.guests)
    return Invitation(search, joining.account, guests, when.duration, event.calendar_id)
