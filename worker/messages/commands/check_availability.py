"""`check_availability`: find times for everybody, rank and explain them, and book nothing."""

from typing import Annotated, Literal

from pydantic import Field

from worker.messages.commands.search import Search


class CheckAvailability(Search):
    """Say which times suit everybody, best first, and why there are none."""

    type: Literal["check_availability"] = "check_availability"
    """The command's type."""
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    """How many slots to answer with, at most."""
