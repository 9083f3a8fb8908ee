"""Who is asked to a meeting that is there, after some were added and others taken off the list.

Google replaces the whole list, so everybody who stays is written as they are: with their answer, what
they said to it, and whom they bring along.
"""

from collections.abc import Collection, Sequence

from worker.domain.calendar_event import Attendee, CalendarEvent

MOST_GUESTS = 200
"""Besides the organizer."""


def newcomers(event: CalendarEvent, asked: Sequence[Attendee], own: str) -> tuple[Attendee, ...]:
    """Return who of those asked is not asked yet: `own` is the organizer, who comes anyway."""
    there = _addresses(event.attendees) | {own, (event.organizer_email or own).lower()}
    return tuple(one for one in asked if one.email.lower() not in there)


def guest_list(
    event: CalendarEvent, new: Sequence[Attendee], gone: Collection[str], own: str
) -> tuple[Attendee, ...] | None:
    """Return everybody who is asked from now on, or None if that does not change.

    Where the first guests are asked, the organizer is listed before them; left alone, nobody is.
    """
    staying = tuple(one for one in event.attendees if one.email.lower() not in gone)
    if not new and len(staying) == len(event.attendees):
        return None
    if not event.attendees and len(new) < MOST_GUESTS:
        staying = (Attendee(own, response="accepted", organizer=True),)
    listed = (*staying, *new)
    return listed if any(_is_guest(one, own) for one in listed) else ()


def guests_of(listed: Sequence[Attendee], own: str) -> int:
    """Return how many guests a list has."""
    return sum(_is_guest(one, own) for one in listed)


def _is_guest(one: Attendee, own: str) -> bool:
    return not one.organizer and one.email.lower() != own


def _addresses(attendees: Sequence[Attendee]) -> set[str]:
    return {one.email.lower() for one in attendees}
