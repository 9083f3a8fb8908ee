"""When to try a command again, and when to stop trying.

The policy is a value; `Patience` is the state of one command, and goes by the clock that only
ever rises: nothing but deadlines is wall time. Time is bounded by the budget, counted from the
first try, so an outage answers people instead of keeping them; tries are bounded by twice what
the budget holds on average, which only a run of very short waits ever meets. Our own store and
broker are waited out without bound: without them there is nobody who could answer.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from worker.errors import (
    BrokerUnavailable,
    CalendarBusy,
    MeetingBusy,
    RateLimited,
    StoreUnavailable,
    TransientError,
)
from worker.ports.clock import Clock

WAITED_OUT = (StoreUnavailable, BrokerUnavailable)
ITS_TURN_MAY_COME = (MeetingBusy, CalendarBusy)
"""Somebody else is at it, and may be done any moment: waits do not grow."""
COSTS_NO_ATTEMPT = (RateLimited, *ITS_TURN_MAY_COME)

MOST_GROWTH = 5
"""Waits until they have grown from half a second to ten."""

Jitter = Callable[[], float]
"""A source of even random numbers in [0, 1), as `random.Random().random`."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    budget: timedelta = timedelta(seconds=60)
    wait_initial: timedelta = timedelta(milliseconds=500)
    wait_max: timedelta = timedelta(seconds=10)
    wait_exp_base: float = 2.0

    @property
    def attempts(self) -> int:
        """How many tries may fail. A wait is half of `wait_max` on average, once it has grown."""
        return MOST_GROWTH + math.ceil(4 * self.budget / self.wait_max)

    def wait(self, attempts: int, jitter: Jitter) -> timedelta:
        """Return a backoff with full jitter: anything from nothing to the exponential bound."""
        doublings = min(attempts, 32)  # beyond that a float overflows, and `wait_max` is long reached
        return min(self.wait_initial * self.wait_exp_base**doublings, self.wait_max) * jitter()


@dataclass(slots=True)
class Patience:
    """How long one command has been tried, and what that means for its next try."""

    policy: RetryPolicy
    jitter: Jitter
    clock: Clock
    deadline: datetime | None = None
    """The command's own: no wait is longer than up to it, because then it may be `expired`."""
    attempts: int = 0
    """Tries that failed; being told to wait is not one."""
    _backoffs: int = 0
    _began: float = field(init=False)
    """Seconds of the monotonic clock: the wall clock may be put back."""

    def __post_init__(self) -> None:
        self._began = self.clock.monotonic()

    def wait_after(self, error: TransientError) -> timedelta | None:
        """Return how long to wait before the next try, or None if it has been tried enough."""
        wait = self.backoff(error)
        if isinstance(error, WAITED_OUT):
            return wait
        return self._within_bounds(wait, error.retry_after)

    def backoff(self, error: TransientError) -> timedelta:
        """Return how long to wait before the next try, however long it has been."""
        self.attempts += not isinstance(error, COSTS_NO_ATTEMPT)
        wait = max(self.policy.wait(self._backoffs, self.jitter), error.retry_after or timedelta(0))
        self._backoffs += not isinstance(error, ITS_TURN_MAY_COME)
        return wait

    def _within_bounds(self, wait: timedelta, retry_after: timedelta | None) -> timedelta | None:
        if self.attempts >= self.policy.attempts:
            return None
        left = self.policy.budget - timedelta(seconds=self.clock.monotonic() - self._began)
        if left <= timedelta(0) or (retry_after and retry_after > left):
            return None
        now = self.clock.now()
        if self.deadline and now < self.deadline:
            left = min(left, self.deadline - now)
        return min(wait, left)
