"""What was before what: by the clock, which moves seldom here, and by a count of all that happens."""

from dataclasses import dataclass
from datetime import datetime

from worker.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Moment:
    number: int
    instant: datetime


@dataclass(slots=True)
class Moments:
    clock: Clock
    number: int = 0

    def next(self) -> Moment:
        self.number += 1
        return Moment(self.number, self.clock.now())
