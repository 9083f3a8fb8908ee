"""`watch_calendar`: let Google tell about changes at once, beside the regular readings."""

from typing import Literal

from worker.messages.commands.command import Command
from worker.messages.fields import CalendarId


class WatchCalendar(Command):
    """Ask for Google's push notifications about a calendar; they are renewed until `stop_watch`."""

    type: Literal["watch_calendar"] = "watch_calendar"
    """The command's type."""
    calendar_id: CalendarId = "primary"
    """The calendar to watch."""
