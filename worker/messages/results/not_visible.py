"""The `data` of `not_visible`: whose calendars cannot be seen."""

from worker.messages.outgoing import Outward


class NotVisibleData(Outward):
    """Some calendars cannot be seen, and the command wants none of that."""

    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
