"""Whose time an event takes up, and which: what our promises to people follow."""

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval


def busy_time(event: CalendarEvent) -> Interval | None:
    """Return the time that an event keeps its people busy, or None if it blocks nobody."""
    return None if event.is_cancelled or event.transparent else event.when


def coming(event: CalendarEvent, account: Account) -> frozenset[str]:
    """Return everybody the event still takes up: its organizer, and who did not decline.

    In a calendar that is not the primary one, Google names the calendar as the organizer.
    """
    answers = {guest.email.lower(): guest.response for guest in event.attendees}
    declined = {email for email, response in answers.items() if response == "declined"}
    organizer = {event.organizer_email.lower()} if event.organizer_email else set()
    organizer |= {account.address} if event.organizer_self else set()
    return frozenset((answers.keys() | organizer) - declined)
