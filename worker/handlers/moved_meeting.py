"""A meeting that is to be moved, as the choice of its time sees it.

Its people come with it. Who declined the time that it has is asked to the new one too, but nobody waits
for them, nor for a room: their calendars only rank a time higher.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.attendance import busy_time
from worker.domain.calendar_event import Attendee, CalendarEvent, EventKey, EventPatch
from worker.domain.follow_up_moves import Course
from worker.domain.interval import Interval
from worker.domain.meeting_types import usual_duration
from worker.domain.own_writes import WRITE_ID
from worker.domain.reminders import REMINDERS, for_another_time
from worker.errors import FieldProblem, Refused, WorkerError
from worker.handlers.choice import Option
from worker.handlers.drafts import NewWriteId
from worker.handlers.follow_up_moves import Follower, planned
from worker.handlers.invitation import Invitation
from worker.handlers.progress import MoveProgress
from worker.messages.commands.participant import Participant
from worker.messages.commands.reschedule_meeting import RescheduleMeeting
from worker.ports.clock import Clock
from worker.ports.reservations import Seats


class AlreadyThere(WorkerError):
    """There is nothing to be moved."""

    def __init__(self, event: CalendarEvent) -> None:
        super().__init__("the meeting is at that time already")
        self.event = event


@dataclass(frozen=True, slots=True)
class MovedMeeting:
    """`worker.handlers.choice.Wish`."""

    command: RescheduleMeeting
    account: Account
    meeting: CalendarEvent
    """As it was read."""
    clock: Clock
    new_write_id: NewWriteId
    following: tuple[Follower, ...] = ()

    @property
    def present(self) -> Interval:
        """Return the time that it has. Raise `Refused` `invalid_command` if that is no time of day."""
        if self.meeting.all_day is None and self.meeting.when is not None:
            return self.meeting.when
        problem = "takes whole days, or no time at all: it has no time of day that could be another"
        raise Refused(
            Code.INVALID_COMMAND, f"event_id: {problem}", fields=[FieldProblem("event_id", problem)]
        )

    def ensure_elsewhere(self, slot: Interval) -> None:
        """Raise `AlreadyThere` if this is the very time that the meeting has."""
        if slot == self.present:
            raise AlreadyThere(self.meeting)

    @property
    def event(self) -> EventKey:
        return self.meeting.key

    @property
    def invitation(self) -> Invitation:
        return Invitation(
            self.command,
            self.account,
            tuple(map(_participant, _guests(self.meeting, self.account))),
            self._duration(),
            self.meeting.calendar_id,
            moved=busy_time(self.meeting),
            meeting_id=self.meeting.id,
        )

    def plan(self, option: Option) -> MoveProgress:
        now = self.clock.now()
        course = Course(self.present.start, option.slot.start, now, option.survey.own_time)
        return MoveProgress(
            event=self.meeting,
            patch=self._patch(option.slot, now),
            decided_at=now,
            follow_ups=planned(self.following, course, self.new_write_id),
            seats=self._seats(option.seats),
            chosen=option.ranked,
            alternatives=option.alternatives,
            unknown=option.survey.unknown,
            read_at=option.survey.read_at,
        )

    def _patch(self, slot: Interval, now: datetime) -> EventPatch:
        """Return the change. Reminders that nobody chose are chosen anew by the time that is left."""
        reminders = for_another_time(self.meeting, slot.start, now)
        private = {WRITE_ID: self.new_write_id()}
        if reminders is not None:
            private[REMINDERS] = reminders.rule or ""
        return EventPatch(
            when=slot,
            time_zone=self.meeting.time_zone or self.command.time_zone,
            private=tuple(sorted(private.items())),
            reminders=None if reminders is None else reminders.given,
        )

    def _duration(self) -> timedelta:
        """Return the length asked for, or by the meeting type that the command names, or as it was."""
        if self.command.duration_minutes is not None:
            return timedelta(minutes=self.command.duration_minutes)
        if self.command.meeting_type is not None:
            return usual_duration(self.command.meeting_type)
        return self.present.duration

    def _seats(self, seats: Seats) -> Seats:
        """Reserve nobody's time for an event that takes up nobody's."""
        if not self.meeting.transparent:
            return seats
        return Seats(seats.event, frozenset(), seats.gap_before, seats.gap_after, moves=True)


def _guests(meeting: CalendarEvent, account: Account) -> list[Attendee]:
    """Return everybody who is asked beside the organizer, each address once."""
    guests = {guest.email.lower(): guest for guest in meeting.attendees if not guest.organizer}
    return [guest for email, guest in guests.items() if email != account.address]


def _participant(guest: Attendee) -> Participant:
    """Return a guest as a command names one; Google's addresses need not be what a command may name."""
    waits = guest.optional or guest.resource or guest.response == "declined"
    return Participant.model_construct(
        email=guest.email.lower(), name=guest.name, required=not waits, time_zone=None, working_hours=None
    )
