"""`events.delete`: the event becomes a tombstone that keeps its id."""

from copy import deepcopy
from http import HTTPStatus

from worker.sandbox.local_google.events.change import copy_to_write
from worker.sandbox.local_google.events.invitations import propagate, touch, touch_all
from worker.sandbox.local_google.events.meeting import Copy, Gone
from worker.sandbox.local_google.events.series.exceptions import (
    follow_series,
    keep,
    spread,
    touch_with_series,
)
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal


def delete(call: Call) -> Reply:
    """Cancel everybody's event, or, on a guest's calendar, decline and remove their own copy.

    Deleting an instance makes it a cancelled exception; deleting a series takes its instances.
    """
    calendar = call.calendar()
    call.query.check_of_write()
    copy = copy_to_write(call, calendar)
    if not call.world.assumptions.deleted_wins_over_if_match:
        call.check_if_match(copy.etag)
    if copy.tombstone:
        raise Refusal(HTTPStatus.GONE, "deleted")
    call.check_if_match(copy.etag)
    keep(call.world, copy)
    copy.gone = Gone.DELETED
    touch(call.world, copy)
    if copy.is_organizers:
        _cancel(call, copy)
    else:
        _decline(call, copy)
    return Reply(None, HTTPStatus.NO_CONTENT, copy.meeting.id)


def _cancel(call: Call, copy: Copy) -> None:
    spread(call.world, copy.meeting)
    copy.meeting.shared["status"] = "cancelled"
    copy.meeting.sequence += 1
    propagate(call.world, copy.meeting)
    touch_with_series(call.world, copy.meeting)


def _decline(call: Call, copy: Copy) -> None:
    """Only the answer flows back to the organizer [S17]."""
    touch_with_series(call.world, copy.meeting, copy.calendar_id)
    entry = copy.meeting.attendee(copy.calendar_id)
    if entry:
        spread(call.world, copy.meeting)
        before = deepcopy(copy.meeting.shared)
        entry["responseStatus"] = "declined"
        touch_all(call.world, copy.meeting)
        follow_series(call.world, copy.meeting, before)
