"""`events.get`."""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events import meet
from worker.sandbox.local_google.events.invitations import touch_all
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.events.series.instances import find_copy
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import not_found
from worker.sandbox.local_google.world import World


def get(call: Call) -> Reply:
    """Return an event, cancelled ones too; 304 where the caller has this version [V]."""
    calendar = call.calendar()
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    copy = find_copy(calendar, call.path["event_id"], call.world.assumptions)
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
        meeting = copy.meeting if copy.is_kept else copy.meeting.series or copy.meeting
        touch_all(world, meeting, moves_updated=world.assumptions.meet_success_moves_updated)


def settle_conferences(world: World, calendar: Calendar) -> None:
    """Let conferences get ready whose time has come: an increment has to tell of it unread."""
    for copy in list(calendar.copies.values()):
        conference = copy.meeting.conference
        if conference and not conference.reads_left and meet.settle(conference, world.now()):
            touch_all(world, copy.meeting, moves_updated=world.assumptions.meet_success_moves_updated)
