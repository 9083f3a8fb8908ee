"""When a command is sent again to which no result has come. The same bytes, so nothing is done twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

Jitter = Callable[[], float]
"""A source of even random numbers in [0, 1), as `random.Random().random`."""


@dataclass(frozen=True, slots=True)
class Resending:
    """Kafka keeps what it acknowledged, so a few times are ample: a worker may be starting, or at work."""

    most: int = 3
    """How often one question is sent again. What Kafka did not acknowledge does not count."""
    wait_initial: timedelta = timedelta(seconds=20)
    wait_exp_base: float = 2.0
    wait_jitter: float = 0.5
    """What share of a wait is up to chance, so that agents that asked at once do not ask again at once."""
    wait_unsent: timedelta = timedelta(seconds=1)
    """Before the next try to send what Kafka did not acknowledge."""

    def waits(self, jitter: Jitter) -> Iterator[float | None]:
        """Return how many seconds to wait after each time that it was sent, and None after the last."""
        for time in range(self.most):
            wait = self.wait_initial.total_seconds() * self.wait_exp_base**time
            yield self._spread(wait, jitter)
        while True:
            yield None

    def wait_after_failure(self, jitter: Jitter) -> float:
        return self._spread(self.wait_unsent.total_seconds(), jitter)

    def _spread(self, seconds: float, jitter: Jitter) -> float:
        return seconds * (1 - self.wait_jitter * jitter())
