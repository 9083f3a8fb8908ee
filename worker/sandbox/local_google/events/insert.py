"""`events.insert`: a new event, under an id of the client's or of the server's."""

import uuid
from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.absence import answer_for_the_absent, decline_for
from worker.sandbox.local_google.events.draft import Draft, check_write, draft_of
from worker.sandbox.local_google.events.event_fields import EVENT_ID, clean_fields
from worker.sandbox.local_google.events.invitations import add_copy, propagate
from worker.sandbox.local_google.events.meet import wanted_conference
from worker.sandbox.local_google.events.meet_requests import if_unspent
from worker.sandbox.local_google.events.meeting import Conference, Meeting
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.events.status_events import check_new_type
from worker.sandbox.local_google.events.writing import keep_private
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden, invalid, not_implemented

SERVER_ID_LENGTH = 26


def insert(call: Call) -> Reply:
    """There is no conditional insert: the id is the only guard against doing it twice [S14]."""
    calendar = call.calendar()
    check_write(call)
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    fields = clean_fields(call.body, calendar.zone, call.world.assumptions)
    check_new_type(fields)
    check_place(call, calendar, fields)
    event_id = free_id(call.body.get("id"), calendar)
    draft = draft_of(fields, calendar.id, before=None, keep_responses=False)
    meeting = _meeting(call, calendar, event_id, draft)
    copy = add_copy(call.world, calendar, meeting)
    keep_private(copy, draft, call.caller.subject)
    answer_for_the_absent(call.world, propagate(call.world, meeting))
    decline_for(call.world, copy)
    return Reply(render_event(copy, view), event_id=event_id)


def check_place(call: Call, calendar: Calendar, fields: dict[str, object]) -> None:
    """Refuse what this calendar, or this caller, cannot have."""
    if fields["eventType"] != "default" and not calendar.primary:
        raise invalid("Events of this type can only be on a primary calendar.")  # [S22]
    if fields["status"] == "cancelled":
        raise not_implemented("inserting an event as cancelled")
    if fields.get("attendees") and call.caller.bare_service_account:
        raise forbidden("forbiddenForServiceAccounts")


def free_id(given: object, calendar: Calendar) -> str:
    """Return the client's id, or a new one. Tombstones keep theirs for ever [O12]."""
    if given is None:
        return uuid.uuid4().hex[:SERVER_ID_LENGTH]
    if not isinstance(given, str) or not EVENT_ID.fullmatch(given):
        raise invalid("Invalid resource id value.")
    if given in calendar.copies:
        raise Refusal(HTTPStatus.CONFLICT, "duplicate")
    return given


def _meeting(call: Call, calendar: Calendar, event_id: str, draft: Draft) -> Meeting:
    return Meeting(
        id=event_id,
        ical_uid=str(call.body.get("iCalUID") or f"{event_id}@google.com"),
        organizer=calendar.id,
        creator=call.caller.subject,
        created=call.world.now(),
        shared=draft.shared,
        sequence=draft.sequence or 0,
        conference=_conference(call, calendar),
    )


def _conference(call: Call, calendar: Calendar) -> Conference | None:
    given = call.body.get("conferenceData") if call.query.keeps_conference else None
    asked = wanted_conference(given, None, call.world.behaviour, call.world.now())
    return if_unspent(call, calendar, asked, current=None)
