"""What else the user has at the time of a meeting that is to be moved.

Free/busy has no names: whoever is busy with the meeting may be busy with something else as well, and
no answer of it can tell. In the user's own calendars every event can be read. What other people have
wholly inside the meeting's time is seen only once the meeting is gone from there.
"""

from collections.abc import Collection

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval
from worker.handlers.invitation import Invitation, gaps_of
from worker.ports.calendar import Calendar

MOST_PAGES = 4
"""Of a list. In a time with more events nothing is free, whatever the last of them are."""


async def underneath(
    calendar: Calendar, invitation: Invitation, slot: Interval | None
) -> dict[str, list[Interval]]:
    """Return, by calendar of the user, when something else than the meeting is there, inside its time."""
    moved, meeting_id = invitation.moved, invitation.meeting_id
    if moved is None or meeting_id is None or not _matters(invitation, slot, moved):
        return {}
    account = invitation.account
    calendars = {account.address, invitation.home_id or account.address}
    return {
        calendar_id: [
            busy
            for event in await _events(calendar, account, calendar_id, moved)
            if event.id != meeting_id and (busy := _busy(event, account, moved))
        ]
        for calendar_id in sorted(calendars)
    }


def _matters(invitation: Invitation, slot: Interval | None, moved: Interval) -> bool:
    """Tell whether the meeting might go to where it is in part already."""
    return slot is None or slot.widened(*gaps_of(invitation.command)).overlaps(moved)


async def _events(
    calendar: Calendar, account: Account, calendar_id: str, window: Interval
) -> Collection[CalendarEvent]:
    found: list[CalendarEvent] = []
    token = None
    for _ in range(MOST_PAGES):
        page = await calendar.list_instances(account, calendar_id, window, ours_only=False, page=token)
        found += page.events
        token = page.next_page
        if token is None:
            break
    return found


def _busy(event: CalendarEvent, account: Account, moved: Interval) -> Interval | None:
    """Return when an event keeps the user busy, inside the time of the meeting."""
    declined = {guest.email.lower() for guest in event.attendees if guest.response == "declined"}
    if event.is_cancelled or event.transparent or account.address in declined:
        return None
    return moved if event.when is None else event.when.clipped(moved)
