"""Turn a command's words into the search's terms: who, in which zone, with which hours and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.domain.account import Account
from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval, merge
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.working_hours import OFFICE_HOURS, Hours, WorkingHours
from worker.domain.zones import zone
from worker.messages.commands.participant import Participant
from worker.messages.commands.search import Search
from worker.messages.commands.working_hours import WEEKDAYS, Shift


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everybody a command asks, the user first; and the calendar that the meeting is for."""

    command: Search
    account: Account
    home_id: str | None = None
    """A calendar of the user that has to be free, too; the primary one always has."""

    @property
    def invited(self) -> tuple[Participant, ...]:
        """The user's own calendar always counts as required, listed or not."""
        address = self.account.address
        others = tuple(guest for guest in self.command.participants if guest.email != address)
        listed = [guest for guest in self.command.participants if guest.email == address]
        own = listed[0].model_copy(update={"required": True}) if listed else Participant(email=address)
        return (own, *others)

    @property
    def required(self) -> frozenset[str]:
        return frozenset(guest.email for guest in self.invited if guest.required)

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(guest.email for guest in self.invited)

    @property
    def calendar_ids(self) -> tuple[str, ...]:
        extra = () if self.home_id is None or self.home_id in self.emails else (self.home_id,)
        return (*self.emails, *extra)

    def people(
        self, readings: Mapping[str, Reading], promised: Mapping[str, Sequence[Interval]]
    ) -> tuple[Person, ...]:
        own, *others = self.invited
        return (
            self._person(own, self._own_reading(readings), promised, own=True),
            *(self._person(guest, readings[guest.email], promised) for guest in others),
        )

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

    def _person(
        self,
        guest: Participant,
        reading: Reading,
        promised: Mapping[str, Sequence[Interval]],
        *,
        own: bool = False,
    ) -> Person:
        return Person(
            email=guest.email,
            required=guest.required,
            zone=zone(guest.time_zone or self.command.time_zone),
            hours=hours_of(guest.working_hours or self.command.working_hours),
            visibility=reading.visibility,
            busy=reading.busy,
            promised=tuple(promised.get(guest.email, ())),
            own=own,
        )


def hours_of(shifts: tuple[Shift, ...] | None) -> Hours:
    if shifts is None:
        return OFFICE_HOURS
    return tuple(
        WorkingHours(
            frozenset(WEEKDAYS.index(day) for day in shift.days),
            shift.start.hour * 60 + shift.start.minute,
            shift.end.hour * 60 + shift.end.minute,
        )
        for shift in shifts
    )


def gaps_of(command: Search) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=command.gap_before_minutes), timedelta(minutes=command.gap_after_minutes)


def search_request(
    command: Search,
    people: tuple[Person, ...],
    window: Interval,
    read: Interval,
    now: datetime,
    slot: Interval | None,
) -> SearchRequest:
    """Build the search; an exact slot gives its length, and alternatives are sought near it."""
    gap_before, gap_after = gaps_of(command)
    return SearchRequest(
        people=people,
        window=window,
        read=read,
        duration=slot.duration if slot else command.duration,
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


def _excluded(command: Search) -> ExcludedDays:
    return ExcludedDays(
        dates=frozenset(day for day in command.excluded_days if not isinstance(day, str)),
        weekdays=frozenset(WEEKDAYS.index(day) for day in command.excluded_days if isinstance(day, str)),
    )
