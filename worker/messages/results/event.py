"""An event as results show it. Of a deleted one Google guarantees the id alone: the rest may be null."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from worker.domain.calendar_event import Attendee, CalendarEvent, EventDraft, EventStatus, MeetStatus
from worker.domain.interval import Interval
from worker.domain.zones import day_start, zone
from worker.messages.human_time import HumanTime
from worker.messages.outgoing import Outward
from worker.messages.texts import Texts

NO_ZONE = "UTC"


class AttendeeData(Outward):
    """Somebody who is asked to an event."""

    email: str
    """The address of the invitation."""
    name: str | None
    """The name that the invitation shows."""
    response: str
    """What the person answered: `needsAction`, `accepted`, `declined` or `tentative`."""
    optional: bool
    """Whether the event can do without this person."""
    organizer: bool
    """Whether this person organises the event."""

    @classmethod
    def of(cls, attendee: Attendee) -> "AttendeeData":
        return cls(
            email=attendee.email,
            name=attendee.name,
            response=attendee.response,
            optional=attendee.optional,
            organizer=attendee.organizer,
        )


class EventData(Outward):
    """An event of Google Calendar."""

    id: str
    """Google's id, unique in its calendar."""
    calendar_id: str
    """The real address of the calendar, never `primary`."""
    status: EventStatus
    """`cancelled` where it is deleted, by this command or by a person."""
    title: str
    """What it is called."""
    start: HumanTime | None
    """When it begins; null where Google does not tell, as of a deleted one."""
    end: HumanTime | None
    """When it ends; null as for the start."""
    time_zone: str | None
    """The IANA zone of the event."""
    meet_url: str | None
    """Where to join by Google Meet; null without a room, or before there is one."""
    meet_status: MeetStatus
    """What became of the Meet room; a pending link arrives later, as an `updated` change."""
    html_link: str | None
    """Google's page of the event."""
    attendees: tuple[AttendeeData, ...]
    """Who is asked, the user among them; empty where nobody else is."""

    @classmethod
    def of(cls, event: CalendarEvent, texts: Texts, locale: str) -> "EventData":
        return cls(**shared_fields(event, texts, locale))

    @classmethod
    def planned(cls, draft: EventDraft, calendar_id: str, texts: Texts, locale: str) -> "EventData":
        """Show an event as it would be, for a dry run."""
        return cls(
            id=draft.id,
            calendar_id=calendar_id,
            status=EventStatus.CONFIRMED,
            title=draft.title,
            **_times(draft.when, None, draft.time_zone, texts, locale),
            time_zone=draft.time_zone,
            meet_url=None,
            meet_status=MeetStatus.PENDING if draft.meet_request_id else MeetStatus.NONE,
            html_link=None,
            attendees=tuple(map(AttendeeData.of, draft.attendees)),
        )


def shared_fields(event: CalendarEvent, texts: Texts, locale: str) -> Mapping[str, Any]:
    """Return the fields that an event has in results and in changes alike."""
    return {
        "id": event.id,
        "calendar_id": event.calendar_id,
        "status": event.status,
        "title": event.title,
        **_times(event.when, event.all_day, event.time_zone or NO_ZONE, texts, locale),
        "time_zone": event.time_zone,
        "meet_url": event.meet_url,
        "meet_status": event.meet_status,
        "html_link": event.html_link,
        "attendees": tuple(map(AttendeeData.of, event.attendees)),
    }


def _times(
    when: Interval | None, all_day: tuple[date, date] | None, zone_name: str, texts: Texts, locale: str
) -> dict[str, HumanTime | None]:
    if all_day is not None:
        first, end = (_midnight(day, zone_name, texts, locale) for day in all_day)
        return {"start": first, "end": end}
    if when is None:
        return {"start": None, "end": None}
    return {
        "start": HumanTime.of(when.start, zone_name, texts, locale),
        "end": HumanTime.of(when.end, zone_name, texts, locale),
    }


def _midnight(day: date, zone_name: str, texts: Texts, locale: str) -> HumanTime:
    """Show a day without a time of day, as all-day events have it."""
    shown = HumanTime.of(day_start(day, zone(zone_name)), zone_name, texts, locale)
    return shown.model_copy(update={"text": texts.day(locale, day)})
