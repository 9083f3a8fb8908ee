"""Events as Google would show them, made from what was asked for."""

from dataclasses import replace
from datetime import datetime

from worker.domain.calendar_event import (
    CalendarEvent,
    EventDraft,
    EventPatch,
    EventStatus,
    MeetStatus,
)
from worker.domain.revision import patched


def draft_as_event(draft: EventDraft, calendar_id: str) -> CalendarEvent:
    """Return the event that an insert makes, its Meet link ready at once. The etag is left empty."""
    meet_url = f"https://meet.google.com/{draft.meet_request_id}" if draft.meet_request_id else None
    return CalendarEvent(
        id=draft.id,
        calendar_id=calendar_id,
        etag="",
        status=EventStatus.CONFIRMED,
        title=draft.title,
        description=draft.description,
        location=draft.location,
        when=draft.when,
        time_zone=draft.time_zone,
        attendees=tuple(replace(one, organizer=one.email == calendar_id) for one in draft.attendees),
        organizer_email=calendar_id,
        organizer_self=True,
        meet_url=meet_url,
        meet_status=MeetStatus.READY if meet_url else MeetStatus.NONE,
        html_link=f"https://calendar.google.com/event?eid={draft.id}",
        private=tuple(sorted(draft.private)),
        transparent=draft.transparent,
        reminders=draft.reminders,
    )


def patched_by_google(event: CalendarEvent, patch: EventPatch) -> CalendarEvent:
    """Return what a patch makes of an event: who organises it is Google's to say."""
    left = patched(event, patch)
    guests = (replace(one, organizer=one.email == event.organizer_email) for one in left.attendees)
    return replace(left, attendees=tuple(guests))


def answered(event: CalendarEvent, email: str) -> str | None:
    """Return how somebody answered an invitation, or None if they have none."""
    return next((one.response for one in event.attendees if one.email.lower() == email), None)


def is_listed(event: CalendarEvent, since: datetime) -> bool:
    """Say whether a list of everything has an event: deleted ones only as exceptions of their series."""
    if event.is_cancelled:
        return event.recurring_event_id is not None
    return bool(event.recurrence) or event.when is None or event.when.end > since


def blocks(event: CalendarEvent, calendar_id: str) -> bool:
    """Say whether an event makes a calendar busy: its own, or that of a guest who has not declined."""
    if event.is_cancelled or event.transparent:
        return False
    return event.calendar_id == calendar_id or answered(event, calendar_id) not in {None, "declined"}
