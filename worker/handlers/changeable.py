"""Which events a command may change: those that are there, that the user organises, and no whole series."""

from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import FieldProblem, Refused


def changeable(event: CalendarEvent) -> CalendarEvent:
    """Return the event. Raise `Refused`: `already_cancelled`, `not_organizer`, `invalid_command`."""
    if event.is_cancelled:
        raise Refused(Code.ALREADY_CANCELLED, "the event is cancelled or deleted")
    if not event.organizer_self:
        raise Refused(Code.NOT_ORGANIZER, "somebody else organises this event")
    if event.recurrence:
        problem = "is a whole series, which can only be cancelled; name one of its instances"
        raise Refused(
            Code.INVALID_COMMAND, f"event_id: {problem}", fields=[FieldProblem("event_id", problem)]
        )
    return event
