"""Somebody who is asked to a meeting."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from worker.messages.commands.exceptional_hours import Exceptions
from worker.messages.commands.working_hours import WorkingHours
from worker.messages.fields import Address, Entries, Note
from worker.messages.problems import path_of
from worker.messages.times import ZoneName
from worker.messages.wire import Sparing, Wire


class Participant(Wire):
    """Somebody who is asked to a meeting."""

    email: Address
    """The address of the person's Google calendar, and of the invitation."""
    name: Note | None = None
    """The name that the invitation shows."""
    required: bool = True
    """Whether the meeting needs this person; without, the time only ranks better if it suits."""
    time_zone: ZoneName | None = None
    """The person's own IANA zone; where none is given, that of their Google calendar, as far as it is
    known, else the command's."""
    working_hours: WorkingHours | None = None
    """The person's own working hours; the command's where none are given."""
    exceptions: Exceptions | None = None
    """Dates on which this person's hours are others, or none; the command's where none are given."""


def _nobody_twice(people: tuple[Participant, ...], info: ValidationInfo) -> tuple[Participant, ...]:
    _refuse_repeats([person.email for person in people], ("email",), info)
    return people


def _none_twice(addresses: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    _refuse_repeats(addresses, (), info)
    return addresses


def _refuse_repeats(emails: Sequence[str], within: tuple[str, ...], info: ValidationInfo) -> None:
    """Raise a problem for each address that stands earlier in the list; `within` is its place in an entry."""
    first_at: dict[str, int] = {}
    problems: list[InitErrorDetails] = []
    for at, email in enumerate(emails):
        first = first_at.setdefault(email, at)
        if first != at:
            place = path_of((info.field_name or "", first, *within))
            problem = PydanticCustomError("custom", f"is the same address as `{place}`")
            problems.append(InitErrorDetails(type=problem, loc=(at, *within), input=None))
    if problems:
        raise ValidationError.from_exception_data("Participants", problems)


Participants = Annotated[
    tuple[Annotated[Participant, Sparing], ...], Entries(most=200), AfterValidator(_nobody_twice)
]
Addresses = Annotated[tuple[Annotated[Address, Sparing], ...], Entries(most=200), AfterValidator(_none_twice)]
