"""The `data` of `reschedule_meeting` when it succeeded."""

from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData
from worker.messages.results.pending import PendingData
from worker.messages.results.slot import SlotData


class RescheduledData(Outward):
    """A meeting has another time."""

    event: EventData
    """The meeting at its new time; in a dry run as it would be."""
    slot: SlotData
    """The time that was chosen."""
    alternatives: tuple[SlotData, ...]
    """The next best times, which do not overlap it."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
    follow_ups: tuple[EventData, ...] = ()
    """Its follow-ups that had to move, as they are now; in a dry run as they would be."""
    pending: tuple[PendingData, ...] = ()
    """What is still owed, and is finished in the background."""
