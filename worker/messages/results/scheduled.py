"""The `data` of `schedule_meeting` when it succeeded."""

from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData
from worker.messages.results.pending import PendingData
from worker.messages.results.slot import SlotData


class ScheduledData(Outward):
    """A meeting is in the calendar."""

    event: EventData
    """The meeting; in a dry run as it would be. `cancelled` where a person has removed it since."""
    slot: SlotData
    """The time that was chosen."""
    alternatives: tuple[SlotData, ...]
    """The next best times, which do not overlap it."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
    follow_ups: tuple[EventData, ...] = ()
    """The follow-up events that were made."""
    pending: tuple[PendingData, ...] = ()
    """What is still owed, and is finished in the background."""
