"""`events.patch` and `events.update`: the organizer changes everybody's event, a guest their own copy."""

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.attendees import clean_attendees
from worker.sandbox.local_google.events.draft import Draft, check_write, draft_of, writable_fields
from worker.sandbox.local_google.events.event_fields import clean_fields, merge_patch
from worker.sandbox.local_google.events.guest_edit import guests_draft
from worker.sandbox.local_google.events.invitations import propagate, touch, touch_all
from worker.sandbox.local_google.events.meet import wanted_conference
from worker.sandbox.local_google.events.meeting import Conference, Copy, Gone
from worker.sandbox.local_google.events.rendering import HIDDEN_VISIBILITIES, render_event, view_of
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import forbidden, invalid, not_found

SEQUENCE_FIELDS = ("start", "end", "recurrence")
"""A change of these, or a cancellation, counts up `sequence`, as in RFC 5546."""


def patch(call: Call) -> Reply:
    """Merge the body into the event: null deletes, arrays are replaced [S12]."""
    return _change(call, replace=False)


def update(call: Call) -> Reply:
    """Replace the event: what the body omits goes back to its default [S15]."""
    return _change(call, replace=True)


def _change(call: Call, *, replace: bool) -> Reply:
    calendar = call.calendar()
    check_write(call)
    view = view_of(calendar, call.caller, call.query)
    copy = copy_to_write(call, calendar)
    call.check_if_match(copy.etag)
    draft = _draft(call, calendar, copy, replace=replace)
    conference = _conference(call, copy, replace=replace)
    if copy.is_organizers:
        _check_guests_allowed(call, draft)
        _write(call, copy, draft, conference)
    else:
        may_edit_all = copy.meeting.shared.get("guestsCanModify", False)
        if conference is not copy.meeting.conference and not may_edit_all:
            raise forbidden("forbiddenForNonOrganizer")
        wanted = draft.shared["status"]
        _write(call, copy, guests_draft(copy, draft), conference)
        _show_or_hide(copy, wanted)
    return Reply(render_event(copy, view), event_id=copy.meeting.id)


def copy_to_write(call: Call, calendar: Calendar) -> Copy:
    """Return the copy named in the path, if it is there and not somebody's private event."""
    copy = calendar.copies.get(call.path["event_id"])
    if copy is None:
        raise not_found()
    hidden = copy.meeting.shared.get("visibility") in HIDDEN_VISIBILITIES
    if call.world.assumptions.hidden_events_are_writable:
        return copy
    if hidden and not calendar.role_of(call.caller.subject).at_least(Role.WRITER):
        raise forbidden("requiredAccessLevel")
    return copy


def _draft(call: Call, calendar: Calendar, copy: Copy, *, replace: bool) -> Draft:
    desired = _desired(call, copy, replace=replace)
    fields = clean_fields(desired, calendar.zone, call.world.assumptions)
    if fields["eventType"] != copy.meeting.shared["eventType"]:
        raise invalid("The type of an event cannot be changed.")  # [S21]
    keep = call.world.assumptions.rewritten_attendee_keeps_response
    return draft_of(fields, copy.meeting.organizer, copy.meeting, keep_responses=keep)


def _desired(call: Call, copy: Copy, *, replace: bool) -> Json:
    body, current = dict(call.body), writable_fields(copy)
    if body.get("attendeesOmitted"):  # only the participant's own response is updated [D]
        body["attendees"] = _with_own_entry(copy, body.get("attendees"))
    if not replace:
        return merge_patch(current, body)
    body.setdefault("eventType", current["eventType"])
    if not call.world.assumptions.put_without_status_restores:
        body.setdefault("status", copy.status)
    return body


def _with_own_entry(copy: Copy, given: object) -> list[Json]:
    own = [one for one in clean_attendees(given or []) if one["email"] == copy.calendar_id]
    others = [one for one in copy.meeting.shared.get("attendees", []) if one["email"] != copy.calendar_id]
    return others + own


def _conference(call: Call, copy: Copy, *, replace: bool) -> Conference | None:
    """Return the conference after the write: the body's counts only with version 1 [D]."""
    current = copy.meeting.conference
    silent = "conferenceData" not in call.body and not replace
    if not call.query.keeps_conference or silent:
        return current
    return wanted_conference(call.body.get("conferenceData"), current, call.world.behaviour, call.world.now())


def _check_guests_allowed(call: Call, draft: Draft) -> None:
    if draft.shared.get("attendees") and call.caller.bare_service_account:
        raise forbidden("forbiddenForServiceAccounts")


def _write(call: Call, copy: Copy, draft: Draft, conference: Conference | None) -> None:
    world, meeting = call.world, copy.meeting
    shared_moved = draft.shared != meeting.shared or conference is not meeting.conference
    reminders_only = not shared_moved and _only_reminders(copy, draft)
    _count_sequence(copy, draft)
    if world.assumptions.move_resets_responses and copy.is_organizers:
        _reset_responses(copy, draft)
    meeting.shared, meeting.conference = draft.shared, conference
    copy.private, copy.private_properties = draft.private, draft.private_properties
    if copy.is_organizers:
        copy.gone = Gone.DELETED if meeting.cancelled else None
    touch(world, copy, moves_updated=not reminders_only)
    if shared_moved:
        touch_all(world, meeting)
        propagate(world, meeting)


def _only_reminders(copy: Copy, draft: Draft) -> bool:
    rest = [{**private, "reminders": None} for private in (copy.private, draft.private)]
    changed = copy.private.get("reminders") != draft.private.get("reminders")
    return changed and rest[0] == rest[1] and copy.private_properties == draft.private_properties


def _count_sequence(copy: Copy, draft: Draft) -> None:
    before = copy.meeting.shared
    moved = any(before.get(name) != draft.shared.get(name) for name in SEQUENCE_FIELDS)
    cancelled = draft.shared["status"] == "cancelled" != before["status"]
    counted = copy.meeting.sequence + (moved or cancelled)
    copy.meeting.sequence = max(counted, draft.sequence or 0)


def _reset_responses(copy: Copy, draft: Draft) -> None:
    before = copy.meeting.shared
    if all(before[name] == draft.shared[name] for name in ("start", "end")):
        return
    for entry in draft.shared.get("attendees", []):
        if entry["email"] != copy.meeting.organizer:
            entry["responseStatus"] = "needsAction"


def _show_or_hide(copy: Copy, wanted: str) -> None:
    """Remove a guest's own copy, or bring it back, by the status they gave it."""
    if copy.meeting.cancelled:
        return
    if wanted == "cancelled":
        copy.gone = copy.gone or Gone.DELETED
    else:
        copy.gone = None
