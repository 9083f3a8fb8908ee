"""The `data` of `update_meeting` when it succeeded."""

from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData


class UpdatedData(Outward):
    """A meeting says something else, or other people are asked."""

    event: EventData
    """The meeting as it is now; in a dry run as it would be."""
    unknown_participants: tuple[str, ...]
    """Addresses of new participants whose calendars cannot be seen."""
