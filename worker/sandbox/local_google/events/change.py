"""`events.patch` and `events.update`: the organizer changes everybody's event, a guest their own copy."""

from dataclasses import replace
from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.attendees import clean_attendees
from worker.sandbox.local_google.events.draft import Draft, check_write, draft_of, writable_fields
from worker.sandbox.local_google.events.event_fields import clean_fields, merge_patch
from worker.sandbox.local_google.events.guest_edit import guests_draft
from worker.sandbox.local_google.events.meet import wanted_conference
from worker.sandbox.local_google.events.meet_requests import if_unspent
from worker.sandbox.local_google.events.meeting import Conference, Copy, Gone
from worker.sandbox.local_google.events.rendering import HIDDEN_VISIBILITIES, render_event, view_of
from worker.sandbox.local_google.events.series.instances import find_copy
from worker.sandbox.local_google.events.series.visibility import visibility_of_series
from worker.sandbox.local_google.events.writing import write
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden, invalid, not_found


def patch(call: Call) -> Reply:
    """Merge the body into the event: null deletes, arrays are replaced [S12]."""
    return _change(call, replace_all=False)


def update(call: Call) -> Reply:
    """Replace the event: what the body omits goes back to its default [S15]."""
    return _change(call, replace_all=True)


def _change(call: Call, *, replace_all: bool) -> Reply:
    calendar = call.calendar()
    check_write(call)
    view = view_of(calendar, call.caller, call.query, call.world.assumptions)
    copy = copy_to_write(call, calendar)
    if copy.meeting.is_past_changing:
        raise Refusal(HTTPStatus.GONE, "deleted")
    call.check_if_match(copy.etag)
    draft = _draft(call, calendar, copy, replace_all=replace_all)
    conference = _conference(call, calendar, copy, replace_all=replace_all)
    if copy.is_organizers:
        _check_guests_allowed(call, draft)
        write(call, copy, draft, conference)
    else:
        _change_as_guest(call, copy, draft, conference)
    return Reply(render_event(copy, view), event_id=copy.meeting.id)


def _change_as_guest(call: Call, copy: Copy, draft: Draft, conference: Conference | None) -> None:
    may_edit_all = copy.meeting.shared.get("guestsCanModify", False)
    if conference is not copy.meeting.conference and not may_edit_all:
        raise forbidden("forbiddenForNonOrganizer")
    guests = guests_draft(copy, draft, call.world.assumptions.guest_edit_of_shared)
    write(call, copy, guests, conference)
    _show_or_hide(copy, draft.shared["status"])


def copy_to_write(call: Call, calendar: Calendar) -> Copy:
    """Return the copy named in the path, if it is there and not somebody's private event."""
    copy = find_copy(calendar, call.path["event_id"], call.world.assumptions)
    if copy is None:
        raise not_found()
    hidden = copy.shared.get("visibility") in HIDDEN_VISIBILITIES
    if call.world.assumptions.hidden_events_are_writable:
        return copy
    if hidden and not calendar.role_of(call.caller.subject).at_least(Role.WRITER):
        raise forbidden("requiredAccessLevel")
    return copy


def _draft(call: Call, calendar: Calendar, copy: Copy, *, replace_all: bool) -> Draft:
    desired = _desired(call, copy, replace_all=replace_all)
    fields = clean_fields(desired, calendar.zone, call.world.assumptions)
    if fields["eventType"] != copy.meeting.shared["eventType"]:
        raise invalid("The type of an event cannot be changed.")  # [S21]
    if copy.meeting.series and fields.get("recurrence"):
        raise invalid("An instance of a recurring event cannot recur itself.")
    keep = call.world.assumptions.rewritten_attendee_keeps_response
    draft = draft_of(fields, copy.meeting.organizer, copy.meeting, keep_responses=keep)
    return replace(draft, shared=visibility_of_series(copy.meeting, draft.shared))


def _desired(call: Call, copy: Copy, *, replace_all: bool) -> Json:
    body, current = dict(call.body), writable_fields(copy, call.caller.subject)
    body["privateCopy"] = current.get("privateCopy")  # immutable [D]
    if body.get("attendeesOmitted"):  # only the participant's own response is updated [D]
        body["attendees"] = _with_own_entry(copy, body.get("attendees"))
    if not replace_all:
        return merge_patch(current, body)
    body.setdefault("eventType", current["eventType"])
    if not call.world.assumptions.put_without_status_restores:
        body.setdefault("status", copy.status)
    return body


def _with_own_entry(copy: Copy, given: object) -> list[Json]:
    own = [one for one in clean_attendees(given or []) if one["email"] == copy.calendar_id]
    others = [one for one in copy.meeting.shared.get("attendees", []) if one["email"] != copy.calendar_id]
    return others + own


def _conference(call: Call, calendar: Calendar, copy: Copy, *, replace_all: bool) -> Conference | None:
    """Return the conference after the write: the body's counts only with version 1 [D]."""
    current = copy.meeting.conference
    silent = "conferenceData" not in call.body and not replace_all
    if not call.query.keeps_conference or silent:
        return current
    given = call.body.get("conferenceData")
    asked = wanted_conference(given, current, call.world.behaviour, call.world.now())
    return if_unspent(call, calendar, asked, current)


def _check_guests_allowed(call: Call, draft: Draft) -> None:
    if draft.shared.get("attendees") and call.caller.bare_service_account:
        raise forbidden("forbiddenForServiceAccounts")


def _show_or_hide(copy: Copy, wanted: str) -> None:
    """Remove a guest's own copy, or bring it back, by the status they gave it."""
    if copy.meeting.cancelled:
        return
    if wanted == "cancelled":
        copy.gone = copy.gone or Gone.DELETED
    else:
        copy.gone = None
