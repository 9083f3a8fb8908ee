"""Background work that is done again and again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from worker.engine.complaints import Complaints
from worker.errors import LeaseLost, TransientError
from worker.ports.clock import Clock

Step = Callable[[], Awaitable[bool]]
"""Does what is due. Returns whether there is more to do at once."""


async def periodically(step: Step, every: timedelta, clock: Clock) -> None:
    """Repeat a step until cancelled. What passes is logged; a defect goes up and stops the worker."""
    complaints = Complaints(clock)
    while True:
        if not await more_is_due(step, complaints):
            await clock.sleep(every)


async def more_is_due(step: Step, complaints: Complaints) -> bool:
    try:
        return await step()
    except (TransientError, LeaseLost) as error:
        # Not its `repr`: that shows what the step works with, addresses of people among it.
        name = getattr(step, "__qualname__", type(step).__name__)
        complaints.warn("background work put off", error, str(error), step=name)
        return False
