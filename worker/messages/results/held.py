"""The `data` of `hold_slot` when it succeeded."""

from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward


class HeldData(Outward):
    """A time is promised until an instant."""

    hold_id: str | None
    """Names the hold in later commands; null in a dry run, which holds nothing."""
    expires_at: UtcInstant
    """When the promise ends."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
