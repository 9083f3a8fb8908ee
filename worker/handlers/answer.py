"""What a handler gives back when the command succeeded. Every other end is an error that is raised."""

from dataclasses import dataclass, field

from worker.messages.outgoing import Outward
from worker.ports.commands import Settlement


@dataclass(frozen=True, slots=True)
class Answer:
    message: str
    """One sentence for a person, in the command's locale."""
    data: Outward
    settlement: Settlement = field(default_factory=Settlement)
