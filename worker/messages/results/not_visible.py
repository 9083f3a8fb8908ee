"""The `data` of `not_visible`: whose calendars cannot be seen."""

from worker.messages.outgoing import Outward


class NotVisibleData(Outward):
    unknown_participants: tuple[str, ...]
    """Addresses."""
