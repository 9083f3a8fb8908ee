"""Every command of the contract, to be written in Python. All fields are keywords.

Each raises `InvalidCommand` for what the worker would refuse, and names the fields. A `command_id`
is made up where none is given: keep the command, and send the same one again to be on the safe side.
"""

from typing import Unpack

from worker.client import command_fields as fields
from worker.client.command import Command, command
from worker.messages.results.account import ConnectedData, DisconnectedData
from worker.messages.results.availability import AvailabilityData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.held import HeldData
from worker.messages.results.one_event import OneEventData
from worker.messages.results.released import ReleasedData
from worker.messages.results.rescheduled import RescheduledData
from worker.messages.results.scheduled import ScheduledData
from worker.messages.results.synchronised import SynchronisedData
from worker.messages.results.upcoming import UpcomingData
from worker.messages.results.updated import UpdatedData
from worker.messages.results.watch import WatchedData, WatchStoppedData


def schedule_meeting(**given: Unpack[fields.ScheduleMeeting]) -> Command[ScheduledData]:
    """Find a time that suits everybody, or take the exact `slot`, and book it."""
    return command("schedule_meeting", ScheduledData, given)


def check_availability(**given: Unpack[fields.CheckAvailability]) -> Command[AvailabilityData]:
    """Ask which times suit everybody, best first, and why there are none."""
    return command("check_availability", AvailabilityData, given)


def hold_slot(**given: Unpack[fields.HoldSlot]) -> Command[HeldData]:
    """Keep one time free for some people while somebody makes up their mind."""
    return command("hold_slot", HeldData, given)


def release_hold(**given: Unpack[fields.ReleaseHold]) -> Command[ReleasedData]:
    """Give a held time back."""
    return command("release_hold", ReleasedData, given)


def update_status(**given: Unpack[fields.UpdateStatus]) -> Command[OneEventData]:
    """Mark how a meeting went, in its title and its description."""
    return command("update_status", OneEventData, given)


def reschedule_meeting(**given: Unpack[fields.RescheduleMeeting]) -> Command[RescheduledData]:
    """Find another time for the people of a meeting, and move it there."""
    return command("reschedule_meeting", RescheduledData, given)


def update_meeting(**given: Unpack[fields.UpdateMeeting]) -> Command[UpdatedData]:
    """Change what a meeting says and who is asked, at the time that it has."""
    return command("update_meeting", UpdatedData, given)


def cancel_meeting(**given: Unpack[fields.CancelMeeting]) -> Command[CancelledData]:
    """Take a meeting out of the calendar, with its reminders and follow-ups."""
    return command("cancel_meeting", CancelledData, given)


def create_follow_up(**given: Unpack[fields.CreateFollowUp]) -> Command[OneEventData]:
    """Put something to do into the calendar, after a meeting or on its own."""
    return command("create_follow_up", OneEventData, given)


def sync_calendar(**given: Unpack[fields.SyncCalendar]) -> Command[SynchronisedData]:
    """Let a calendar be read now; with `full`, its present state is told anew as snapshots."""
    return command("sync_calendar", SynchronisedData, given)


def list_upcoming(**given: Unpack[fields.ListUpcoming]) -> Command[UpcomingData]:
    """Ask what lies ahead in a calendar, a page at a time."""
    return command("list_upcoming", UpcomingData, given)


def get_meeting(**given: Unpack[fields.OfAnEvent]) -> Command[OneEventData]:
    """Ask for one event, as it is now."""
    return command("get_meeting", OneEventData, given)


def watch_calendar(**given: Unpack[fields.OfACalendar]) -> Command[WatchedData]:
    """Let Google tell about changes of a calendar at once."""
    return command("watch_calendar", WatchedData, given)


def stop_watch(**given: Unpack[fields.OfACalendar]) -> Command[WatchStoppedData]:
    """End that; the calendar is read regularly all the same."""
    return command("stop_watch", WatchStoppedData, given)


def connect_account(**given: Unpack[fields.ConnectAccount]) -> Command[ConnectedData]:
    """Take a user's consent, and act for the user's Google account from then on."""
    return command("connect_account", ConnectedData, given)


def disconnect_account(**given: Unpack[fields.Always]) -> Command[DisconnectedData]:
    """Give a user's Google account back, and forget what is kept of it."""
    return command("disconnect_account", DisconnectedData, given)
