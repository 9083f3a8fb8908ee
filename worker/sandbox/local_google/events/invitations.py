"""Copies of an event on the calendars of its guests [S17].

The copy has the same id on each local guest's primary calendar [S16]; changes and
cancellations reach it at once. Outsiders have no calendar here, so they get no copy.
"""

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.meeting import Copy, Gone, Meeting
from worker.sandbox.local_google.sync.changes import events_of
from worker.sandbox.local_google.world import World


def add_copy(world: World, calendar: Calendar, meeting: Meeting) -> Copy:
    copy = Copy(calendar.id, meeting, ordinal=0, updated=world.now(), version=0)
    put_copy(world, calendar, copy)
    return copy


def put_copy(world: World, calendar: Calendar, copy: Copy) -> None:
    """Let a copy stand on its calendar."""
    calendar.copies[copy.meeting.id] = copy
    copy.meeting.copies[calendar.id] = copy
    touch(world, copy, moves_updated=False)
    copy.ordinal = copy.version


def touch(world: World, copy: Copy, *, moves_updated: bool = True) -> None:
    """Mark a write: the etag changes always, `updated` unless only reminders changed [D]."""
    copy.version = world.mark(events_of(copy.calendar_id), copy.meeting.shared["eventType"])
    if moves_updated:
        copy.updated = world.now()


def touch_all(world: World, meeting: Meeting, *, moves_updated: bool = True) -> None:
    for copy in meeting.copies.values():
        if not copy.gone:
            touch(world, copy, moves_updated=moves_updated)


def propagate(world: World, meeting: Meeting) -> list[Copy]:
    """Bring every guest's copy up to the organizer's event. Return the invitations that are new."""
    if meeting.shared.get("privateCopy"):  # it tells nobody anything [D]
        return []
    invited = {entry["email"] for entry in meeting.shared.get("attendees", [])} - {meeting.organizer}
    _ask_unseen_again(world, meeting)
    arrived = [copy for email in sorted(invited) for copy in _invite(world, meeting, email)]
    for calendar_id, copy in meeting.copies.items():
        uninvited = calendar_id not in invited
        if calendar_id != meeting.organizer and (uninvited or (meeting.cancelled and not copy.gone)):
            _withdraw(world, copy)
    return arrived


def _ask_unseen_again(world: World, meeting: Meeting) -> None:
    """Reset what was answered for guests who see no invitation before they answer [D]."""
    if not world.assumptions.unseen_invitation_resets_response:
        return
    for entry in meeting.shared.get("attendees", []):
        account = world.accounts.get(entry["email"])
        if account and not account.invitations_appear and account.email not in meeting.copies:
            entry["responseStatus"] = "needsAction"


def _invite(world: World, meeting: Meeting, email: str) -> list[Copy]:
    copy = meeting.copies.get(email)
    if copy is None:
        calendar = _calendar_of_guest(world, email)
        new = calendar and not meeting.cancelled and meeting.id not in calendar.copies
        return [_add_invitation(world, calendar, meeting)] if calendar and new else []
    withdrawn = copy.gone is Gone.WITHDRAWN
    if (withdrawn or world.assumptions.edit_returns_removed_copy) and not meeting.cancelled:
        copy.gone = None
    if not copy.gone:
        touch(world, copy)
        _tell_cancelled_instances(world, world.calendars[email], meeting)
    return [copy] if withdrawn and not copy.gone else []


def _add_invitation(world: World, calendar: Calendar, meeting: Meeting) -> Copy:
    copy = add_copy(world, calendar, meeting)
    organizers = meeting.copies.get(meeting.organizer)
    transparency = organizers.private.get("transparency") if organizers else None
    if transparency and world.assumptions.invited_copy_takes_transparency:
        copy.private["transparency"] = transparency
    _tell_cancelled_instances(world, calendar, meeting)
    return copy


def _tell_cancelled_instances(world: World, calendar: Calendar, series: Meeting) -> None:
    """Give a guest who is invited later what does not happen any more of a series."""
    for exception in series.exceptions.values():
        if exception.cancelled and calendar.id not in exception.copies:
            add_copy(world, calendar, exception).gone = Gone.WITHDRAWN


def _withdraw(world: World, copy: Copy) -> None:
    if copy.gone is not Gone.WITHDRAWN:
        copy.gone = Gone.WITHDRAWN
        touch(world, copy)


def _calendar_of_guest(world: World, email: str) -> Calendar | None:
    account = world.accounts.get(email)
    if account and account.exists and account.calendar_user and account.invitations_appear:
        return world.calendars.get(email)
    return None
