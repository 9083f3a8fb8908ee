"""Copies of an event on the calendars of its guests [S17].

The copy has the same id on each local guest's primary calendar [S16]; changes and
cancellations reach it at once. Outsiders have no calendar here, so they get no copy.
"""

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.meeting import Copy, Gone, Meeting
from worker.sandbox.local_google.sync.changes import events_of
from worker.sandbox.local_google.world import World


def add_copy(world: World, calendar: Calendar, meeting: Meeting) -> Copy:
    version = world.mark(events_of(calendar.id), meeting.shared["eventType"])
    copy = Copy(calendar.id, meeting, ordinal=version, updated=world.now(), version=version)
    calendar.copies[meeting.id] = copy
    meeting.copies[calendar.id] = copy
    return copy


def touch(world: World, copy: Copy, *, moves_updated: bool = True) -> None:
    """Mark a write: the etag changes always, `updated` unless only reminders changed [D]."""
    copy.version = world.mark(events_of(copy.calendar_id), copy.meeting.shared["eventType"])
    if moves_updated:
        copy.updated = world.now()


def touch_all(world: World, meeting: Meeting, *, moves_updated: bool = True) -> None:
    for copy in meeting.copies.values():
        if not copy.gone:
            touch(world, copy, moves_updated=moves_updated)


def propagate(world: World, meeting: Meeting) -> None:
    """Bring every guest's copy up to the organizer's event."""
    invited = {entry["email"] for entry in meeting.shared.get("attendees", [])} - {meeting.organizer}
    for email in sorted(invited):
        _invite(world, meeting, email)
    for calendar_id, copy in meeting.copies.items():
        uninvited = calendar_id not in invited
        if calendar_id != meeting.organizer and (uninvited or (meeting.cancelled and not copy.gone)):
            _withdraw(world, copy)


def _invite(world: World, meeting: Meeting, email: str) -> None:
    copy = meeting.copies.get(email)
    if copy is None:
        calendar = _calendar_of_guest(world, email)
        if calendar and not meeting.cancelled and meeting.id not in calendar.copies:
            _add_invitation(world, calendar, meeting)
        return
    returns = copy.gone is Gone.WITHDRAWN or world.assumptions.edit_returns_removed_copy
    if returns and not meeting.cancelled:
        copy.gone = None
    if not copy.gone:
        touch(world, copy)


def _add_invitation(world: World, calendar: Calendar, meeting: Meeting) -> None:
    copy = add_copy(world, calendar, meeting)
    transparency = meeting.copies[meeting.organizer].private.get("transparency")
    if transparency and world.assumptions.invited_copy_takes_transparency:
        copy.private["transparency"] = transparency


def _withdraw(world: World, copy: Copy) -> None:
    if copy.gone is not Gone.WITHDRAWN:
        copy.gone = Gone.WITHDRAWN
        touch(world, copy)


def _calendar_of_guest(world: World, email: str) -> Calendar | None:
    account = world.accounts.get(email)
    if account and account.exists and account.calendar_user and account.invitations_appear:
        return world.calendars.get(email)
    return None
