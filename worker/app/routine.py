"""What a replica does beside the commands, again and again."""

from dataclasses import dataclass
from datetime import timedelta

from worker.engine.periodic import Step


@dataclass(frozen=True, slots=True)
class Routine:
    """Background work, and how often to look whether there is some."""

    step: Step
    every: timedelta
