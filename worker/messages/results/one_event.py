"""The `data` of the commands that are answered with one event, and nothing beside it."""

from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData


class OneEventData(Outward):
    """One event, as it is after the command."""

    event: EventData
    """The event that was asked for, changed or made; in a dry run as it would be."""
