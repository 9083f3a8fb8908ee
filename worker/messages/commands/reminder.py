"""A reminder as commands ask for it."""

from typing import Annotated

from pydantic import Field, Strict

from worker.domain.calendar_event import ReminderMethod
from worker.messages.fields import Entries
from worker.messages.wire import Wire


class ReminderWish(Wire):
    """A reminder of Google's before the start."""

    method: Annotated[ReminderMethod, Strict(strict=False)]
    """How the person is reminded."""
    minutes: Annotated[int, Field(ge=0, le=40320)]
    """Minutes before the start."""


Reminders = Annotated[tuple[ReminderWish, ...], Entries(most=5)]
