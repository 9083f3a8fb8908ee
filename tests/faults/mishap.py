"""What goes wrong while something is tried: caught, whatever it is, and told in a line.

Each try has a task of its own. A task group that fails cancels the task it is in and, in Python 3.11,
may leave that mark on it; the next time-out of that task would then pass for a cancellation.
"""

import asyncio
import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def outcome_of(work: Coroutine[Any, Any, T]) -> T | Exception:
    """Return the result or the error. A cancellation from outside goes on, whatever it sets off."""
    async with asyncio.TaskGroup() as tasks:
        trying = tasks.create_task(caught(work))
    if trying.cancelled():
        return RuntimeError("cancelled itself")
    return trying.result()


async def caught(work: Coroutine[Any, Any, T]) -> T | Exception:
    try:
        return await work
    except Exception as error:  # noqa: BLE001  (what may go wrong is what the scenarios are about)
        return error


def told(error: BaseException) -> str:
    """Return what went wrong, and where in the harness, innermost first."""
    nested = [error]
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
        nested.append(error)
    frames = [frame for each in nested for frame in traceback.extract_tb(each.__traceback__)]
    places = " < ".join(
        frame.name for frame in reversed(frames) if "faults" in frame.filename and frame.filename != __file__
    )
    return f"{f'{type(error).__name__} {error}'.strip().splitlines()[0]} in {places}"
