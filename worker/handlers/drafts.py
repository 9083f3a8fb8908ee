"""The meeting that a command writes into a calendar, word for word.

A draft is made once and stored before the first write, with its `vai_write_id`, so that every
repeat sends the same bytes. The same stamp as `vai_made_by_write` outlives whatever changes the event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.domain.account import Account
from worker.domain.calendar_event import Attendee, EventDraft, Reminder
from worker.domain.description import FollowUpLine, Origin, meeting_description
from worker.domain.event_ids import MEETING, event_id, meet_request_id
from worker.domain.interval import Interval
from worker.domain.meeting_types import MEETING_REMINDERS
from worker.domain.own_writes import MADE_BY_WRITE, WRITE_ID
from worker.domain.reminders import REMINDERS, ReminderSet
from worker.messages.commands.command import Command
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.labels import description_labels, meeting_type_name
from worker.messages.texts import Texts

MOST_ATTENDEES = 200
"""Of an event with more, Google passes no answers on (its documents on guests)."""

NewWriteId = Callable[[], str]
"""Makes a stamp that was never used before, by which our own change is known."""


@dataclass(frozen=True, slots=True)
class Drafts:
    texts: Texts
    new_write_id: NewWriteId

    def meeting(
        self,
        command: ScheduleMeeting,
        account: Account,
        slot: Interval,
        follow_ups: Sequence[FollowUpLine],
        now: datetime,
    ) -> EventDraft:
        names = (command.user_id, command.command_id, MEETING)
        reminders = _reminders(command, slot, now)
        return EventDraft(
            id=event_id(*names),
            title=command.title,
            when=slot,
            time_zone=command.time_zone,
            description=self._meeting_description(command, follow_ups),
            location=command.location,
            attendees=_attendees(command, account),
            reminders=reminders.given,
            private=private_properties(
                command,
                self.new_write_id(),
                vai_meeting_type=command.meeting_type.name if command.meeting_type else None,
                **{REMINDERS: reminders.rule},
            ),
            meet_request_id=meet_request_id(*names) if command.conference == "meet" else None,
        )

    def _meeting_description(self, command: ScheduleMeeting, follow_ups: Sequence[FollowUpLine]) -> str:
        return meeting_description(
            description_labels(self.texts, command.locale),
            command.description,
            origin(command),
            meeting_type=meeting_type_name(self.texts, command.locale, command.meeting_type),
            follow_ups=follow_ups,
        )


def origin(command: Command) -> Origin:
    return Origin(command.agent_type, command.conversation_id)


def private_properties(command: Command, stamp: str, **more: str | None) -> tuple[tuple[str, str], ...]:
    """Return what an event says of the command that made it, with the stamp of the write that does."""
    properties = {
        "vai_created_by": "ai_agent",
        "vai_command_id": command.command_id,
        WRITE_ID: stamp,
        MADE_BY_WRITE: stamp,
        "vai_conversation_id": command.conversation_id,
        "vai_agent_type": command.agent_type,
        **more,
    }
    return tuple(sorted((name, value) for name, value in properties.items() if value))


def _reminders(command: ScheduleMeeting, slot: Interval, now: datetime) -> ReminderSet:
    if command.reminders is not None:
        wished = (Reminder(wish.method, wish.minutes) for wish in command.reminders)
        return ReminderSet.as_wished(wished, slot.start, now)
    rule = command.meeting_type.reminders if command.meeting_type else MEETING_REMINDERS
    return ReminderSet.by_rule(rule, slot.start, now)


def _attendees(command: ScheduleMeeting, account: Account) -> tuple[Attendee, ...]:
    """Return everybody who is invited, the organizer first. Alone, there is nobody to invite.

    With as many guests as Google passes answers on for, the organizer is not listed as well.
    """
    guests = tuple(
        Attendee(guest.email, guest.name, optional=not guest.required)
        for guest in command.participants
        if guest.email != account.address
    )
    organizer = Attendee(account.address, response="accepted", organizer=True)
    return (organizer, *guests) if 0 < len(guests) < MOST_ATTENDEES else guests
