"""`events.get`, `calendars.get` and the settings."""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events import meet
from worker.sandbox.local_google.events.invitations import touch_all
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import not_found
from worker.sandbox.local_google.world import World

SETTING_DEFAULTS = {
    "autoAddHangouts": "false",
    "dateFieldOrder": "MDY",
    "defaultEventLength": "60",
    "format24HourTime": "false",
    "hideInvitations": "false",
    "hideWeekends": "false",
    "locale": "en",
    "remindOnRespondedEventsOnly": "false",
    "showDeclinedEvents": "true",
    "timezone": "Etc/GMT",
    "useKeyboardShortcuts": "true",
    "weekStart": "0",
}
"""From [S23]; only `timezone` ever differs here."""


def get(call: Call) -> Reply:
    """Return an event, cancelled ones too; 304 where the caller has this version [V]."""
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query)
    copy = calendar.copies.get(call.path["event_id"])
    if copy is None:
        raise not_found()
    count_reading(call.world, copy)
    if call.if_none_match == copy.etag:
        return Reply(None, HTTPStatus.NOT_MODIFIED)
    return Reply(render_event(copy, view))


def count_reading(world: World, copy: Copy) -> None:
    """Let a pending conference get ready by being read."""
    conference = copy.meeting.conference
    if conference and meet.read(conference, world.now()):
        touch_all(world, copy.meeting, moves_updated=world.assumptions.meet_success_moves_updated)


def settle_conferences(world: World, calendar: Calendar) -> None:
    """Let conferences get ready whose time has come: an increment has to tell of it unread."""
    for copy in list(calendar.copies.values()):
        conference = copy.meeting.conference
        if conference and not conference.reads_left and meet.settle(conference, world.now()):
            touch_all(world, copy.meeting, moves_updated=world.assumptions.meet_success_moves_updated)


def get_calendar(call: Call) -> Reply:
    calendar = call.calendar()
    least = Role(call.world.assumptions.calendar_metadata_role)
    if not calendar.role_of(call.caller.subject).at_least(least):
        raise not_found()
    return Reply(calendar.resource())


def list_settings(call: Call) -> Reply:
    """Return the settings; one at its default may be missing [S23], so it is."""
    zone = _time_zone(call)
    items = [] if zone == SETTING_DEFAULTS["timezone"] else [_setting("timezone", zone)]
    return Reply({"kind": "calendar#settings", "etag": '"1"', "items": items})


def get_setting(call: Call) -> Reply:
    name = call.path["setting"]
    if name not in SETTING_DEFAULTS:
        raise not_found()
    value = _time_zone(call) if name == "timezone" else SETTING_DEFAULTS[name]
    return Reply(_setting(name, value))


def _time_zone(call: Call) -> str:
    return call.world.accounts[call.caller.subject].time_zone


def _setting(name: str, value: str) -> Json:
    return {"kind": "calendar#setting", "etag": '"1"', "id": name, "value": value}
