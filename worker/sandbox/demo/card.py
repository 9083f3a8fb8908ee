"""What one scene has to show: the messages as they flow, what came of them, and what was checked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from worker.sandbox.demo.claim import Broken, Claim


class Way(StrEnum):
    COMMAND = "command"
    GOOGLE = "google"
    RESULT = "result"
    CHANGE = "change"
    HAND = "by hand"
    """What a person does in the calendar itself."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the flow."""

    way: Way
    text: str
    status: str | None = None
    """Of a result."""


@dataclass(slots=True)
class Card:
    changed: Callable[["Card"], None] = lambda _card: None
    """Called after every addition."""
    messages: list[Message] = field(default_factory=list)
    outcome: list[tuple[str, str]] = field(default_factory=list)
    """Lines of a short label and a text."""
    claims: list[Claim] = field(default_factory=list)

    def message(self, way: Way, text: str, status: str | None = None) -> None:
        self.messages.append(Message(way, text, status))
        self.changed(self)

    def tell(self, label: str, text: str) -> None:
        self.outcome.append((label, text))
        self.changed(self)

    def claim(self, says: str, *, holds: bool, found: object = "") -> None:
        self.claims.append(Claim(says, holds, str(found)))
        self.changed(self)

    def require(self, says: str, *, holds: bool, found: object = "") -> None:
        """Claim what the rest of the scene rests on; raise `Broken` where it does not hold."""
        if not holds:
            self.claim(says, holds=False, found=found)
            raise Broken(says)
