"""What a run is asked for on the command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    commands: int
    kills: int
    seed: int = 1
    without: str | None = None
    """The guard that is switched off, or all of the worker; None: the worker as it is."""
    replicas: int = 3
    slots: int = 8
    """How many commands a replica runs at once."""
    program: tuple[str, ...] | None = None
    """A contender that runs in place of our worker."""
    seconds: int = 600
    """How long a soak takes."""
