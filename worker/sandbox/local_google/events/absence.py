"""Guests who are out of office, or in focus time, and whose calendar declines for them [D].

Only invitations are declined, never what the guest organises.
"""

from collections.abc import Iterable

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import Span, span
from worker.sandbox.local_google.events.invitations import touch_all
from worker.sandbox.local_google.events.meeting import Copy, Meeting
from worker.sandbox.local_google.events.series.exceptions import keep, spread
from worker.sandbox.local_google.events.series.instances import instances, whole_window
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.world import World

ALL = "declineAllConflictingInvitations"
NEW = "declineOnlyNewConflictingInvitations"
PROPERTIES = {"outOfOffice": "outOfOfficeProperties", "focusTime": "focusTimeProperties"}
MODES = frozenset({"declineNone", ALL, NEW})


def answer_for_the_absent(world: World, arrived: Iterable[Copy]) -> None:
    """Decline invitations that arrive while their guest is away."""
    for invitation in arrived:
        _answer_by(world, invitation, frozenset({ALL, NEW}))


def answer_for_moved(world: World, meeting: Meeting) -> None:
    """Decline invitations that were moved into the absence of a guest who wants all of them declined."""
    for invitation in list(meeting.copies.values()):
        if not invitation.tombstone:
            _answer_by(world, invitation, frozenset({ALL}))


def _answer_by(world: World, invitation: Copy, modes: frozenset[str]) -> None:
    calendar = world.calendars[invitation.calendar_id]
    for absence in list(calendar.copies.values()):
        if not absence.tombstone and _mode(absence) in modes:
            _decline(world, calendar, invitation, absence)


def decline_for(world: World, absence: Copy) -> None:
    """Decline what is in the calendar already, for somebody who wants all of it declined."""
    calendar = world.calendars[absence.calendar_id]
    if _mode(absence) == ALL:
        for invitation in list(calendar.copies.values()):
            _decline(world, calendar, invitation, absence)


def _mode(copy: Copy) -> str | None:
    return _properties(copy).get("autoDeclineMode")


def _properties(copy: Copy) -> Json:
    found: Json = copy.shared.get(PROPERTIES.get(copy.shared["eventType"], ""), {})
    return found


def _decline(world: World, calendar: Calendar, invitation: Copy, absence: Copy) -> None:
    if invitation.is_organizers or invitation.meeting.attendee(calendar.id) is None:
        return
    away = [_span(one, calendar) for one in _times_of(world, calendar, absence)]
    if not invitation.meeting.is_series:
        conflicts = [invitation]
    elif world.assumptions.absence_declines_instances:
        conflicts = _times_of(world, calendar, invitation)
    else:
        return
    for one in conflicts:
        if any(_overlap(_span(one, calendar), taken) for taken in away):
            _answer(world, one, _properties(absence).get("declineMessage"))


def _times_of(world: World, calendar: Calendar, copy: Copy) -> list[Copy]:
    """Return a single event as it is, and of a series what lies within the horizon of the endless ones."""
    if not copy.meeting.is_series:
        return [copy]
    window = whole_window(copy.shared, (world.now(), None), world.now(), world.assumptions)
    kept = (exception.copies.get(calendar.id) for exception in copy.meeting.exceptions.values())
    made = instances(copy, window, calendar.zone, world.assumptions)
    return [*(one for one in kept if one and one.status != "cancelled"), *made]


def _span(copy: Copy, calendar: Calendar) -> Span:
    return span(copy.shared, calendar.zone)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _answer(world: World, copy: Copy, message: str | None) -> None:
    if copy.tombstone or copy.own_response == "declined":
        return
    keep(world, copy)
    spread(world, copy.meeting)
    entry = copy.meeting.attendee(copy.calendar_id)
    if entry:
        entry["responseStatus"] = "declined"
        if message:
            entry["comment"] = message
        touch_all(world, copy.meeting)
