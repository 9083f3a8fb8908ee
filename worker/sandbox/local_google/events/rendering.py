"""An event as one caller sees it on one calendar."""

import base64
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events import meet
from worker.sandbox.local_google.events.event_times import shown_time
from worker.sandbox.local_google.events.meeting import DEFAULT_REMINDERS, Copy, Gone
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.identity.scopes import sees_details
from worker.sandbox.local_google.instants import render_stamp
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.query import Query

HIDDEN_VISIBILITIES = frozenset({"private", "confidential"})
MOST_WHO_HEAR_ANSWERS = 200
RENDERED_APART = frozenset({"start", "end", "attendees", "extendedProperties", "source", "status"})


@dataclass(frozen=True, slots=True)
class View:
    """Who looks at a calendar, and how they want to see it."""

    calendar: Calendar
    subject: str
    role: Role
    details: bool
    """False: only when an event is, not what it is."""
    zone: ZoneInfo
    max_attendees: int | None = None
    bare_exceptions: bool = True
    """A cancelled exception shows which instance it was, and no more."""
    bare_tombstones: bool = False
    """Any deleted event shows its id, and no more."""

    def shows_details_of(self, copy: Copy) -> bool:
        hidden = copy.shared.get("visibility") in HIDDEN_VISIBILITIES
        return self.details and (not hidden or self.role.at_least(Role.WRITER))

    def is_bare(self, copy: Copy) -> bool:
        """Say whether only what is guaranteed of a tombstone is shown [D]."""
        if copy.tombstone is None:
            return False
        series = copy.meeting.series
        exception = series is not None and not series.cancelled and self.bare_exceptions
        return copy.tombstone is Gone.WITHDRAWN or exception or self.bare_tombstones


def view_of(calendar: Calendar, caller: Caller, query: Query, assumptions: Assumptions) -> View:
    return View(
        calendar=calendar,
        subject=caller.subject,
        role=calendar.role_of(caller.subject),
        details=sees_details(caller, calendar),
        zone=query.zone() or calendar.zone,
        max_attendees=query.integer("maxAttendees", least=1),
        bare_exceptions=assumptions.cancelled_exceptions_are_bare,
    )


def render_event(copy: Copy, view: View) -> Json:
    if view.is_bare(copy):
        bare = {"kind": "calendar#event", "etag": copy.etag, "id": copy.meeting.id, "status": "cancelled"}
        return {**bare, **_instance(copy, view)}
    if not view.shows_details_of(copy):
        return _outline(copy, view)
    return {
        **_identity(copy),
        **_people(copy, view),
        **{name: value for name, value in copy.shared.items() if name not in RENDERED_APART},
        **_times(copy, view),
        **_instance(copy, view),
        **_own(copy, view),
        **_properties(copy),
        **_conference(copy),
    }


def _outline(copy: Copy, view: View) -> Json:
    """Return what somebody sees who may only know when an event is."""
    outline: Json = {
        "kind": "calendar#event",
        "etag": copy.etag,
        "id": copy.meeting.id,
        "status": copy.status,
        "visibility": "private",
        "iCalUID": copy.meeting.ical_uid,
        "updated": render_stamp(copy.updated),
        "eventType": copy.shared["eventType"],
        **_times(copy, view),
        **_instance(copy, view),
    }
    if "transparency" in copy.private:
        outline["transparency"] = copy.private["transparency"]
    return outline


def _identity(copy: Copy) -> Json:
    meeting = copy.meeting
    eid = base64.urlsafe_b64encode(f"{meeting.id} {copy.calendar_id}".encode()).decode().rstrip("=")
    return {
        "kind": "calendar#event",
        "etag": copy.etag,
        "id": meeting.id,
        "status": copy.status,
        "htmlLink": f"https://www.google.com/calendar/event?eid={eid}",
        "created": render_stamp(meeting.created),
        "updated": render_stamp(copy.updated),
        "iCalUID": meeting.ical_uid,
        "sequence": meeting.sequence,
    }


def _times(copy: Copy, view: View) -> Json:
    return {name: shown_time(copy.shared[name], view.zone) for name in ("start", "end")}


def _instance(copy: Copy, view: View) -> Json:
    """Return what names an instance in its series, also after it was moved [D]."""
    meeting = copy.meeting
    if meeting.series is None or meeting.original is None:
        return {}
    return {
        "recurringEventId": meeting.series.id,
        "originalStartTime": shown_time(meeting.original, view.zone),
    }


def _people(copy: Copy, view: View) -> Json:
    people: Json = {
        "creator": _person(copy.meeting.creator, copy),
        "organizer": _person(copy.meeting.organizer, copy),
        **_attendees(copy, view),
    }
    if view.subject == copy.meeting.creator and "source" in copy.meeting.shared:
        people["source"] = copy.meeting.shared["source"]  # only the creator sees it [D]
    return people


def _person(email: str, copy: Copy) -> Json:
    return {"email": email, **({"self": True} if email == copy.calendar_id else {})}


def _attendees(copy: Copy, view: View) -> Json:
    shared = copy.meeting.shared
    everybody = [_flagged(entry, copy) for entry in _answers(copy)]
    secret = shared.get("guestsCanSeeOtherGuests") is False and not copy.is_organizers
    too_many = view.max_attendees is not None and len(everybody) > view.max_attendees
    if not everybody:
        return {}
    if secret or too_many:
        return {"attendees": [one for one in everybody if one.get("self")], "attendeesOmitted": True}
    return {"attendees": everybody}


def _answers(copy: Copy) -> list[Json]:
    """Return the attendees. With more than 200, answers do not reach the other guests [D]."""
    entries: list[Json] = copy.meeting.shared.get("attendees", [])
    if copy.is_organizers or len(entries) <= MOST_WHO_HEAR_ANSWERS:
        return entries
    unheard = {"responseStatus": "needsAction"}
    return [entry if entry["email"] == copy.calendar_id else {**entry, **unheard} for entry in entries]


def _flagged(entry: Json, copy: Copy) -> Json:
    flags = {"organizer": copy.meeting.organizer, "self": copy.calendar_id}
    return {**entry, **{name: True for name, email in flags.items() if entry["email"] == email}}


def _own(copy: Copy, view: View) -> Json:
    return {"reminders": copy.reminders.get(view.subject, DEFAULT_REMINDERS), **copy.private}


def _properties(copy: Copy) -> Json:
    properties = dict(copy.shared.get("extendedProperties", {}))
    if copy.private_properties:
        properties["private"] = copy.private_properties
    return {"extendedProperties": properties} if properties else {}


def _conference(copy: Copy) -> Json:
    conference = copy.meeting.conference
    if conference is None:
        return {}
    data = {"conferenceData": meet.conference_data(conference)}
    return {**data, "hangoutLink": meet.link(conference)} if conference.status == "success" else data
