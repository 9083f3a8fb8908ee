"""What `update_meeting` makes of an event, word for word, and who joins by it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch
from worker.domain.description import plain_description
from worker.domain.guest_list import MOST_GUESTS, guest_list, guests_of, newcomers
from worker.domain.own_writes import WRITE_ID
from worker.errors import FieldProblem, Refused
from worker.messages.commands.participant import Participant
from worker.messages.commands.update_meeting import UpdateMeeting

ORGANIZES = "organises the meeting; cancel it instead"
OMITTED = "cannot be done: Google does not show everybody who is asked"
TOO_MANY = f"makes more than {MOST_GUESTS} guests"


@dataclass(frozen=True, slots=True)
class MeetingPatch:
    """One command beside the event that it is about. Raise `Refused` `invalid_command` for what cannot be."""

    command: UpdateMeeting
    account: Account
    event: CalendarEvent

    def guests(self) -> tuple[Participant, ...]:
        """Return who joins."""
        named = {one.email: one for one in self.command.add_participants or ()}
        return tuple(named[one.email] for one in self._newcomers())

    def of(self, write_id: str) -> EventPatch:
        command = self.command
        described = command.description
        return EventPatch(
            title=command.title,
            description=None if described is None else plain_description(described),
            location=None if command.location is None else command.location.strip(),
            attendees=self._attendees(),
            private=((WRITE_ID, write_id),),
        )

    def _attendees(self) -> tuple[Attendee, ...] | None:
        own = self.account.address
        gone = frozenset(self.command.remove_participants or ())
        listed = guest_list(self.event, self._newcomers(), gone, own)
        _refuse(self._problems(listed, gone))
        return listed

    def _newcomers(self) -> tuple[Attendee, ...]:
        asked = [
            Attendee(one.email, one.name, optional=not one.required)
            for one in self.command.add_participants or ()
        ]
        return newcomers(self.event, asked, self.account.address)

    def _problems(self, listed: tuple[Attendee, ...] | None, gone: Collection[str]) -> Iterator[FieldProblem]:
        organizers = {self.account.address, (self.event.organizer_email or "").lower()}
        for at, email in enumerate(self.command.remove_participants or ()):
            if email in organizers:
                yield FieldProblem(f"remove_participants[{at}]", ORGANIZES)
        field = "remove_participants" if gone else "add_participants"
        if listed is None:
            return
        if self.event.attendees_omitted:
            yield FieldProblem(field, OMITTED)
        if self._newcomers() and guests_of(listed, self.account.address) > MOST_GUESTS:
            yield FieldProblem("add_participants", TOO_MANY)


def _refuse(problems: Iterator[FieldProblem]) -> None:
    if found := tuple(problems):
        detail = "; ".join(f"{one.path}: {one.problem}" for one in found)
        raise Refused(Code.INVALID_COMMAND, detail, fields=found)
