"""What the worker's settings mean to a command that is read: what it leaves open, and what it may name."""

from dataclasses import dataclass, field

from pydantic import ValidationInfo

from worker.domain.meeting_types import BUILT_IN, MeetingType, MeetingTypes


@dataclass(frozen=True, slots=True)
class Defaults:
    time_zone: str = "Europe/Bucharest"
    """The zone of a command that names none."""
    meeting_types: MeetingTypes = field(default_factory=lambda: BUILT_IN)
    """The types that a command may name."""
    takes_any_type: bool = False
    """Whether a name of no known type is taken as well, for a type that says nothing.

    So it is where only another worker knows the types, or where they were known when the command came.
    """

    def meeting_type(self, name: str) -> MeetingType | None:
        known = self.meeting_types.get(name)
        return MeetingType(name) if known is None and self.takes_any_type else known


def defaults_of(info: ValidationInfo) -> Defaults:
    """Return those of the command that is being read; its reader puts them into the context."""
    found: Defaults = (info.context or {}).get("defaults", Defaults())
    return found
