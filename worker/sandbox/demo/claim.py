"""What the demo says, and whether it is true: nothing is shown that was not checked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    says: str
    holds: bool
    found: str = ""
    """What was found instead, where it does not hold."""


class Broken(Exception):
    """A claim does not hold, and the scene cannot go on without it."""
