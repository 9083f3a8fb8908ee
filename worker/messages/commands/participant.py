"""Somebody who is asked to a meeting."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from worker.messages.commands.working_hours import WorkingHours
from worker.messages.fields import Address, Entries, Note
from worker.messages.times import ZoneName
from worker.messages.wire import Sparing, Wire


class Participant(Wire):
    email: Address
    """The address of the person's Google calendar, and of the invitation."""
    name: Note | None = None
    """The name that the invitation shows."""
    required: bool = True
    """Whether the meeting needs this person; without, the time only ranks better if it suits."""
    time_zone: ZoneName | None = None
    """The person's own IANA zone; the command's where none is given."""
    working_hours: WorkingHours | None = None
    """The person's own working hours; the command's where none are given."""


def _nobody_twice(people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    first_at: dict[str, int] = {}
    problems: list[InitErrorDetails] = []
    for at, person in enumerate(people):
        first = first_at.setdefault(person.email, at)
        if first != at:
            problems.append(_twice(at, first))
    if problems:
        raise ValidationError.from_exception_data("Participants", problems)
    return people


def _twice(at: int, first: int) -> InitErrorDetails:
    problem = PydanticCustomError("custom", f"is the same address as `participants[{first}].email`")
    return InitErrorDetails(type=problem, loc=(at, "email"), input=None)


Participants = Annotated[
    tuple[Annotated[Participant, Sparing], ...], Entries(most=200), AfterValidator(_nobody_twice)
]
