"""`events.import`: a private copy of an event that exists elsewhere; nobody is told [D][S17]."""

from http import HTTPStatus
from typing import Any

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.attendees import ADDRESS
from worker.sandbox.local_google.events.draft import check_write, draft_of
from worker.sandbox.local_google.events.event_fields import clean_fields
from worker.sandbox.local_google.events.insert import check_place, free_id
from worker.sandbox.local_google.events.invitations import add_copy, touch
from worker.sandbox.local_google.events.meeting import Copy, Meeting
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.events.writing import keep_private
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, invalid, required

OF_TYPES = frozenset(
    {
        "eventType",
        "birthdayProperties",
        "focusTimeProperties",
        "outOfOfficeProperties",
        "workingLocationProperties",
    }
)
"""An imported event is a default one, and what belongs to other types is dropped [D]."""


def import_event(call: Call) -> Reply:
    calendar = call.calendar()
    check_write(call)
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    body = {name: value for name, value in call.body.items() if name not in OF_TYPES}
    if not isinstance(body.get("iCalUID"), str) or not body["iCalUID"]:
        raise required("Missing iCalUID.")
    fields = clean_fields({**body, "privateCopy": True}, calendar.zone, call.world.assumptions)
    check_place(call, calendar, fields)
    copy = _copy(call, calendar, body["iCalUID"], _organizer(call.body, calendar))
    draft = draft_of(fields, copy.meeting.organizer, before=None, keep_responses=False)
    copy.meeting.shared, copy.gone = draft.shared, None
    copy.meeting.sequence = max(copy.meeting.sequence, draft.sequence or 0)
    keep_private(copy, draft, call.caller.subject)
    touch(call.world, copy)
    return Reply(render_event(copy, view), event_id=copy.meeting.id)


def _organizer(body: Json, calendar: Calendar) -> str:
    """Return the organizer that the importer names [D]; unnamed, it is the calendar itself."""
    given: Any = body.get("organizer") or {}
    email = given.get("email", calendar.id) if isinstance(given, dict) else None
    if not isinstance(email, str) or not ADDRESS.fullmatch(email):
        raise invalid("Invalid organizer email.")
    return email.lower()


def _copy(call: Call, calendar: Calendar, ical_uid: str, organizer: str) -> Copy:
    """Return the copy to write: a new one, or the one that an earlier import made."""
    known = [
        copy
        for copy in calendar.copies.values()
        if copy.meeting.ical_uid == ical_uid and copy.meeting.series is None
    ]
    again = known and known[0].meeting.shared.get("privateCopy")
    if known and not (again and call.world.assumptions.import_replaces_earlier_import):
        raise Refusal(HTTPStatus.CONFLICT, "duplicate")
    if known:
        known[0].meeting.organizer = organizer
        return known[0]
    meeting = Meeting(
        id=free_id(call.body.get("id"), calendar),
        ical_uid=ical_uid,
        organizer=organizer,
        creator=call.caller.subject,
        created=call.world.now(),
        shared={"eventType": "default"},
    )
    return add_copy(call.world, calendar, meeting)
