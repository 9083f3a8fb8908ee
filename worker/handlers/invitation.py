"""Turn a command's words into the search's terms: who, in which zone, with which hours and rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.domain.account import Account
from worker.domain.availability import Reading, Visibility
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.interval import Interval, merge
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.work_time import WorkTime
from worker.domain.zones import zone
from worker.errors import FieldProblem
from worker.handlers.work_time import meeting_time_of, work_time_of
from worker.messages.commands.participant import Participant
from worker.messages.commands.search import Search
from worker.messages.commands.time_search import TimeSearch
from worker.messages.commands.working_hours import WEEKDAYS
from worker.ports.work_times import NOBODY_KNOWN, NOTHING_KNOWN, GoogleHours


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everybody a command asks, the user first; how long for, and for which calendar."""

    command: TimeSearch
    account: Account
    participants: tuple[Participant, ...]
    duration: timedelta
    """Unless an exact time is asked for."""
    home_id: str | None = None
    """A calendar of the user that has to be free, too; the primary one always has."""
    moved: Interval | None = None
    """The time of the meeting that is to be moved: there nobody is busy who is busy with it."""
    meeting_id: str | None = None
    """The meeting that is to be moved, where it matters what else the user has at its time."""

    @classmethod
    def of(cls, command: Search, account: Account, home_id: str | None = None) -> "Invitation":
        """Return the invitation of a command that names the people itself."""
        return cls(command, account, command.participants, command.duration, home_id)

    @property
    def invited(self) -> tuple[Participant, ...]:
        """The user's own calendar always counts as required, listed or not."""
        address = self.account.address
        others = tuple(guest for guest in self.participants if guest.email != address)
        listed = [guest for guest in self.participants if guest.email == address]
        own = listed[0].model_copy(update={"required": True}) if listed else Participant(email=address)
        return (own, *others)

    @property
    def required(self) -> frozenset[str]:
        return frozenset(guest.email for guest in self.invited if guest.required)

    def places(self, emails: Collection[str]) -> list[FieldProblem]:
        """Return where the command names some people, without their addresses, if it names any."""
        if not isinstance(self.command, Search):
            return []
        return [
            FieldProblem(f"participants[{position}].email", "is needed, and not kept by the hold")
            for position, guest in enumerate(self.participants)
            if guest.email in emails
        ]

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(guest.email for guest in self.invited)

    @property
    def calendar_ids(self) -> tuple[str, ...]:
        extra = () if self.home_id is None or self.home_id in self.emails else (self.home_id,)
        return (*self.emails, *extra)

    def without_moved(
        self, readings: Mapping[str, Reading], others: Mapping[str, Sequence[Interval]]
    ) -> Mapping[str, Reading]:
        """Take the meeting that is to be moved out of what Google shows, in which busy times have no names.

        `others`: what is known, by calendar, to be there beside it.
        """
        if self.moved is None:
            return readings
        return {
            calendar_id: reading.freed(self.moved).with_busy(others.get(calendar_id, ()))
            for calendar_id, reading in readings.items()
        }

    def people(
        self,
        readings: Mapping[str, Reading],
        promised: Mapping[str, Sequence[Interval]],
        holidays: Holidays = NO_HOLIDAYS,
        known: Mapping[str, GoogleHours] = NOBODY_KNOWN,
    ) -> tuple[Person, ...]:
        """Return everybody with all that is known of their time; `known` is what Google says of hours."""

        def can_meet(guest: Participant) -> WorkTime:
            return meeting_time_of(guest, self.command, self._works(guest, holidays, known))

        own, *others = self.invited
        return (
            person_of(own, can_meet(own), self._own_reading(readings), promised, own=True),
            *(person_of(guest, can_meet(guest), readings[guest.email], promised) for guest in others),
        )

    def own_time(
        self, holidays: Holidays = NO_HOLIDAYS, known: Mapping[str, GoogleHours] = NOBODY_KNOWN
    ) -> WorkTime:
        """Return when the user works, whatever hours this meeting's type has."""
        return self._works(self.invited[0], holidays, known)

    def _works(self, guest: Participant, holidays: Holidays, known: Mapping[str, GoogleHours]) -> WorkTime:
        return work_time_of(guest, self.command, known.get(guest.email, NOTHING_KNOWN), holidays)

    def _own_reading(self, readings: Mapping[str, Reading]) -> Reading:
        """Join the user's calendars: unless both are seen it is not known when the user is free."""
        primary = readings[self.account.address]
        if self.home_id is None or self.home_id == self.account.address:
            return primary
        home = readings[self.home_id]
        unseen = Visibility.NOT_VISIBLE in {primary.visibility, home.visibility}
        return Reading(
            Visibility.NOT_VISIBLE if unseen else Visibility.READABLE,
            tuple(merge([*primary.busy, *home.busy])),
        )


def person_of(
    guest: Participant,
    work_time: WorkTime,
    reading: Reading,
    promised: Mapping[str, Sequence[Interval]],
    *,
    own: bool = False,
) -> Person:
    return Person(
        email=guest.email,
        required=guest.required,
        zone=work_time.zone,
        hours=work_time.hours,
        visibility=reading.visibility,
        busy=reading.busy,
        promised=tuple(promised.get(guest.email, ())),
        days_off=work_time.days_off,
        own=own,
        exceptions=work_time.exceptions,
    )


def gaps_of(command: TimeSearch) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=command.gap_before_minutes), timedelta(minutes=command.gap_after_minutes)


def search_request(
    invitation: Invitation,
    people: tuple[Person, ...],
    window: Interval,
    read: Interval,
    now: datetime,
    slot: Interval | None,
) -> SearchRequest:
    """Build the search; an exact slot gives its length, and alternatives are sought near it."""
    command = invitation.command
    gap_before, gap_after = gaps_of(command)
    return SearchRequest(
        people=people,
        window=window,
        read=read,
        duration=slot.duration if slot else invitation.duration,
        zone=zone(command.time_zone),
        now=now,
        step=timedelta(minutes=command.step_minutes),
        notice=timedelta(minutes=command.minimum_notice_minutes),
        gap_before=gap_before,
        gap_after=gap_after,
        excluded=_excluded(command),
        preferred=slot.start if slot else command.preferred_time,
        on_not_visible=command.on_not_visible,
    )


def _excluded(command: TimeSearch) -> ExcludedDays:
    return ExcludedDays(
        dates=frozenset(day for day in command.excluded_days if not isinstance(day, str)),
        weekdays=frozenset(WEEKDAYS.index(day) for day in command.excluded_days if isinstance(day, str)),
    )
