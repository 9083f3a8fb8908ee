"""The `data` of `list_upcoming` when it succeeded."""

from typing import Literal

from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData


class UpcomingData(Outward):
    """A page of the meetings ahead."""

    meetings: tuple[EventData, ...]
    """In order of their start."""
    next_cursor: str | None
    """Asks for the next page; null on the last one."""
    as_of: UtcInstant
    """When the calendar was read: nothing is left out that was there by then."""
    source: Literal["snapshot", "google"]
    """Whether this was known already or Google was asked."""
