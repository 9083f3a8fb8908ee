"""The `data` of `watch_calendar` and of `stop_watch` when they succeeded."""

from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward


class WatchedData(Outward):
    """Google tells about changes of a calendar at once."""

    calendar_id: str
    """The real address of the calendar, never `primary`."""
    expires_at: UtcInstant | None
    """When Google's present channel ends; it is renewed before that. Null in a dry run, which opens none."""


class WatchStoppedData(Outward):
    """Google tells nothing about a calendar any more; it is read regularly all the same."""

    calendar_id: str
    """The real address of the calendar, never `primary`."""
