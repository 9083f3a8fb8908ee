"""`stop_watch`: no more push notifications; the calendar is read regularly all the same."""

from typing import Literal

from worker.messages.commands.command import Command
from worker.messages.fields import CalendarId


class StopWatch(Command):
    """End Google's push notifications about a calendar. To end what was ended already is a success."""

    type: Literal["stop_watch"] = "stop_watch"
    """The command's type."""
    calendar_id: CalendarId = "primary"
    """The calendar that is watched."""
