"""`events.move`: an event goes to another calendar, which then organises it [D]."""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.absence import answer_for_the_absent
from worker.sandbox.local_google.events.change import copy_to_write
from worker.sandbox.local_google.events.invitations import add_copy, propagate, touch, touch_all
from worker.sandbox.local_google.events.meeting import Copy, Meeting
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.identity.scopes import lacking_scope, reaches
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden, invalid, required
from worker.sandbox.local_google.world import World


def move(call: Call) -> Reply:
    """Change the organizer. The one before stays as a guest, or keeps a bare tombstone [D]."""
    call.query.check_of_write()
    source, destination = call.calendar(), _destination(call)
    view = view_of(destination, call.caller, call.query, call.world.assumptions)
    copy = copy_to_write(call, source)
    call.check_if_match(copy.etag)
    _check(copy, destination)
    for meeting in (copy.meeting, *copy.meeting.exceptions.values()):
        _hand_over(call.world, meeting, destination)
    return Reply(render_event(destination.copies[copy.meeting.id], view), event_id=copy.meeting.id)


def _destination(call: Call) -> Calendar:
    named = call.query.text("destination")
    if not named:
        raise required("Required parameter: destination.", "destination")
    calendar = call.world.writable(named, call.caller.subject)
    if not reaches(call.caller, call.operation, calendar):
        raise lacking_scope(call.world.assumptions)
    return calendar


def _check(copy: Copy, destination: Calendar) -> None:
    if copy.meeting.shared["eventType"] != "default":
        raise invalid("Only events of type default can be moved.")
    if copy.meeting.series or destination.id == copy.calendar_id:
        raise invalid("The event cannot be moved there.")
    if not copy.is_organizers:
        raise forbidden("forbiddenForNonOrganizer")
    if copy.tombstone:
        raise Refusal(HTTPStatus.GONE, "deleted")
    there = destination.copies.get(copy.meeting.id)
    if there and there.meeting is not copy.meeting:
        raise Refusal(HTTPStatus.CONFLICT, "duplicate")


def _hand_over(world: World, meeting: Meeting, destination: Calendar) -> None:
    before = meeting.copies.get(meeting.organizer)
    there = meeting.copies.get(destination.id)
    if there is None:
        there = add_copy(world, destination, meeting)
        if before:
            there.private, there.private_properties = dict(before.private), dict(before.private_properties)
            there.reminders = dict(before.reminders)
    there.gone, there.own_shared = None, {}
    meeting.organizer = destination.id
    touch(world, there)
    touch_all(world, meeting)
    answer_for_the_absent(world, propagate(world, meeting))
