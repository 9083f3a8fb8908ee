"""Events in Google's words and in ours.

Google promises little: of a deleted event the id alone, of any other field that it may be
missing. What is missing takes the value that Google documents as its default. A time or a zone
that cannot be reckoned with is missing too: anybody can put such an event into a calendar, and
the rest of it must be read all the same.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from worker.domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventDraft,
    EventPatch,
    EventStatus,
    MeetStatus,
    Reminder,
    ReminderMethod,
)
from worker.domain.interval import Interval
from worker.domain.zones import UnknownZone, zone
from worker.google.call import Json

NO_ANSWER_YET = "needsAction"
UTC = "UTC"
YEARS = range(2, 9999)
"""Further out there is not every zone's midnight any more."""
REMINDER_MINUTES = range(40320 + 1)
"""Four weeks."""


def draft_to_google(draft: EventDraft) -> Json:
    """Return the body of an insert. What the draft leaves out stays out, but no reminders means none."""
    body: Json = {
        "id": draft.id,
        "summary": draft.title,
        "start": moment_to_google(draft.when.start, draft.time_zone),
        "end": moment_to_google(draft.when.end, draft.time_zone),
        "description": draft.description or None,
        "location": draft.location,
        "attendees": [attendee_to_google(one) for one in draft.attendees] or None,
        "reminders": reminders_to_google(draft.reminders),
        "extendedProperties": {"private": dict(draft.private)} if draft.private else None,
        "transparency": "transparent" if draft.transparent else "opaque",
        "conferenceData": conference_request(draft.meet_request_id),
    }
    return {name: value for name, value in body.items() if value is not None}


def patch_to_google(patch: EventPatch) -> Json:
    """Return the body of a patch. What it leaves alone stays out, and null takes a field away."""
    body = texts_to_google(patch)
    if patch.when is not None:
        zone_name = patch.time_zone or UTC
        for name, instant in (("start", patch.when.start), ("end", patch.when.end)):
            body[name] = {**moment_to_google(instant, zone_name), "date": None}  # of an all-day event
    if patch.attendees is not None:
        body["attendees"] = [attendee_to_google(one) for one in patch.attendees]
    if patch.private:
        body["extendedProperties"] = {"private": dict(patch.private)}
    if patch.reminders is not None:
        body["reminders"] = reminders_to_google(patch.reminders)
    return body


def texts_to_google(patch: EventPatch) -> Json:
    body: Json = {} if patch.title is None else {"summary": patch.title}
    for name, text in (("description", patch.description), ("location", patch.location)):
        if text is not None:
            body[name] = text or None
    return body


def reminders_to_google(reminders: Iterable[Reminder]) -> Json:
    """Return these reminders and no others: not those that the calendar has by default, either."""
    overrides = [{"method": one.method.value, "minutes": one.minutes} for one in reminders]
    return {"useDefault": False, "overrides": overrides}


def moment_to_google(instant: datetime, time_zone: str) -> Json:
    """Return the instant, fixed by its offset, and the zone that the event is shown in."""
    return {"dateTime": instant.isoformat(), "timeZone": time_zone}


def attendee_to_google(attendee: Attendee) -> Json:
    """Return a guest. An answer is only given on behalf of those who have one."""
    entry: Json = {"email": attendee.email, "optional": attendee.optional}
    if attendee.name is not None:
        entry["displayName"] = attendee.name
    if attendee.response != NO_ANSWER_YET:
        entry["responseStatus"] = attendee.response
    if attendee.comment:
        entry["comment"] = attendee.comment
    if attendee.additional_guests:
        entry["additionalGuests"] = attendee.additional_guests
    if attendee.resource:
        entry["resource"] = True
    return entry


def conference_request(request_id: str | None) -> Json | None:
    if request_id is None:
        return None
    solution = {"type": "hangoutsMeet"}
    return {"createRequest": {"requestId": request_id, "conferenceSolutionKey": solution}}


def event_from_google(calendar_id: str, item: Json) -> CalendarEvent:
    """Return one version of an event, read on the calendar of this id (never `primary`)."""
    start, end = item.get("start", {}), item.get("end", {})
    organizer = item.get("organizer", {})
    meet_url = meet_url_of(item)
    return CalendarEvent(
        id=item["id"],
        calendar_id=calendar_id,
        etag=item.get("etag", ""),
        status=status_of(item),
        updated=moment_of(item.get("updated", "")),
        title=item.get("summary", ""),
        description=item.get("description", ""),
        location=item.get("location"),
        when=when_of(start, end),
        all_day=days_of(start, end),
        time_zone=zone_of(start),
        attendees=tuple(attendee_from_google(one) for one in item.get("attendees", ()) if "email" in one),
        attendees_omitted=is_cut(item),
        organizer_email=organizer.get("email"),
        organizer_self=organizer.get("self", False),
        meet_url=meet_url,
        meet_status=meet_status_of(item, meet_url),
        html_link=item.get("htmlLink"),
        private=tuple(sorted(item.get("extendedProperties", {}).get("private", {}).items())),
        transparent=item.get("transparency") == "transparent",
        recurrence=tuple(item.get("recurrence", ())),
        recurring_event_id=item.get("recurringEventId"),
        original_start=original_start_of(item.get("originalStartTime", {})),
        reminders=reminders_of(item.get("reminders", {})),
    )


def status_of(item: Json) -> EventStatus:
    """Return the status; a bare tombstone without one is cancelled, a status of the future confirmed."""
    status = item.get("status", EventStatus.CONFIRMED if "start" in item else EventStatus.CANCELLED)
    return EventStatus(status) if status in set(EventStatus) else EventStatus.CONFIRMED


def when_of(start: Json, end: Json) -> Interval | None:
    """Return the time of a timed event. One that ends when it starts takes no time: None."""
    first, last = (moment_of(one.get("dateTime", "")) for one in (start, end))
    return Interval(first, last) if first and last and first < last else None


def days_of(start: Json, end: Json) -> tuple[date, date] | None:
    first, last = (day_of(one.get("date", "")) for one in (start, end))
    return (first, last) if first and last else None


def moment_of(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year in YEARS and moment.tzinfo else None


def day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def zone_of(start: Json) -> str | None:
    """Return the name of the zone, unless it is newer than our time zone data."""
    name: str | None = start.get("timeZone")
    try:
        return zone(name).key if name else None
    except UnknownZone:
        return None


def is_cut(item: Json) -> bool:
    """Tell whether somebody is asked whom nobody could write back: left out, or without an address."""
    nameless = any("email" not in one for one in item.get("attendees", ()))
    return nameless or item.get("attendeesOmitted", False)


def attendee_from_google(entry: Json) -> Attendee:
    return Attendee(
        email=entry["email"],
        name=entry.get("displayName"),
        response=entry.get("responseStatus", NO_ANSWER_YET),
        optional=entry.get("optional", False),
        organizer=entry.get("organizer", False),
        comment=entry.get("comment"),
        additional_guests=entry.get("additionalGuests", 0),
        resource=entry.get("resource", False),
    )


def meet_url_of(item: Json) -> str | None:
    entries: list[Any] = item.get("conferenceData", {}).get("entryPoints", [])
    videos = (entry.get("uri") for entry in entries if entry.get("entryPointType") == "video")
    return item.get("hangoutLink") or next(videos, None)


def meet_status_of(item: Json, meet_url: str | None) -> MeetStatus:
    """Return how far the link is. Google makes it on its own time: "success" without one is still pending."""
    if meet_url:
        return MeetStatus.READY
    conference: Json = item.get("conferenceData", {})
    if "createRequest" not in conference:
        return MeetStatus.NONE
    status = conference["createRequest"].get("status", {}).get("statusCode")
    return MeetStatus.FAILED if status == "failure" else MeetStatus.PENDING


def original_start_of(original: Json) -> str | None:
    return original.get("dateTime") or original.get("date")


def reminders_of(given: Json) -> tuple[Reminder, ...] | None:
    """Return the reminders, those of a kind that is none of ours left out; None for the calendar's own."""
    if given.get("useDefault", True):
        return None
    return tuple(filter(None, map(reminder_from_google, given.get("overrides", ()))))


def reminder_from_google(entry: Json) -> Reminder | None:
    method, minutes = entry.get("method"), entry.get("minutes")
    if method not in set(ReminderMethod) or not isinstance(minutes, int) or minutes not in REMINDER_MINUTES:
        return None
    return Reminder(ReminderMethod(method), minutes)
