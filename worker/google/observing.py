"""Telling an observer and the trace how each call went: its name, its outcome, its seconds.

Outcomes are few and fixed, so that they can be labels of a metric: `ok`, a refusal's code,
or the error's class.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worker.errors import Refused
from worker.ports.clock import Clock
from worker.tracing.spans import calling

Observe = Callable[[str, str, float], None]
"""Method (`events.insert`, `token`), outcome, seconds."""


def unobserved(_method: str, _outcome: str, _seconds: float) -> None:
    """Observe nothing."""


@contextmanager
def observed(observe: Observe, clock: Clock, method: str) -> Iterator[None]:
    """Observe the body, whichever way it ends, cancellation included."""
    started = clock.monotonic()
    outcome = "ok"
    with calling(method) as span:
        try:
            yield
        except BaseException as error:
            outcome = str(error.code) if isinstance(error, Refused) else type(error).__name__
            raise
        finally:
            observe(method, outcome, clock.monotonic() - started)
            span.ended(outcome)
