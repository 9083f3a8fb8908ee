"""`update_meeting`: change what a meeting says and who is asked, at the time that it has."""

from typing import Final, Literal

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from worker.domain.calendar_event import SendUpdates
from worker.messages.commands.command import Command
from worker.messages.commands.participant import Addresses, Participants
from worker.messages.commands.rules import at_least_one_of
from worker.messages.fields import CalendarId, EventId, Note, Prose, Title, WhomToTell

CHANGES: Final = ("title", "description", "location", "add_participants", "remove_participants")


class UpdateMeeting(Command):
    """Change a meeting that the user organises: at least one thing of it."""

    model_config = ConfigDict(json_schema_extra=at_least_one_of(*CHANGES))

    type: Literal["update_meeting"] = "update_meeting"
    """The command's type."""
    event_id: EventId
    """The event; the id of an instance means that instance alone (also `eventId`)."""
    title: Title | None = None
    """What the meeting is called from now on."""
    description: Prose | None = None
    """What it is about, as plain text, in place of all that is there; an empty one takes it away."""
    location: Note | None = None
    """Where it takes place; an empty one takes it away."""
    add_participants: Participants | None = None
    """Who is asked too, at most 200 and nobody twice; whoever is asked already stays as they are.

    The required of them have to be free, unless the meeting is over or blocks nobody's time.
    """
    remove_participants: Addresses | None = None
    """Addresses of who is not asked any more, but for the organizer. At most 200, none twice or added."""
    calendar_id: CalendarId | None = None
    """By default where this system made the event, else `primary`."""
    send_updates: WhomToTell = SendUpdates.ALL
    """Whom Google tells about it."""

    @field_validator("remove_participants")
    @classmethod
    def _nobody_comes_and_goes(
        cls, removed: tuple[str, ...] | None, info: ValidationInfo
    ) -> tuple[str, ...] | None:
        added = {person.email for person in info.data.get("add_participants") or ()}
        both = [at for at, email in enumerate(removed or ()) if email in added]
        if both:
            problem = PydanticCustomError("custom", "is in `add_participants` too")
            details = [InitErrorDetails(type=problem, loc=(at,), input=None) for at in both]
            raise ValidationError.from_exception_data("Addresses", details)
        return removed

    @model_validator(mode="after")
    def _something_changes(self) -> "UpdateMeeting":
        if all(getattr(self, name) is None for name in CHANGES):
            raise PydanticCustomError("custom", f"must change something: one of {', '.join(CHANGES)}")
        return self
