"""What becomes of an event by one write that changes some of it.

The version that the change was made for is kept beside it: the write names that version and has no
effect on any other, so what others did before, what we did and what others did after can be told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch

NO_ANSWER_YET = "needsAction"


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that was sent, or was about to be."""

    base: CalendarEvent
    """The version that it changes."""
    patch: EventPatch


def patched(base: CalendarEvent, patch: EventPatch) -> CalendarEvent:
    """Return the event as the write leaves it, as far as it is ours to say."""
    private = dict(base.private) | dict(patch.private)
    return replace(base, private=tuple(sorted(private.items())), **_fields(patch))


def as_revised(revision: Revision, seen: CalendarEvent) -> CalendarEvent:
    """Return the event as our write left it, what Google itself gives taken from what was seen since."""
    left = patched(revision.base, revision.patch)
    is_moved = revision.patch.when is not None
    guests = tuple(_invited(left.attendees, seen.attendees, is_moved=is_moved))
    return replace(left, attendees=guests, html_link=seen.html_link, etag=seen.etag, updated=seen.updated)


def _fields(patch: EventPatch) -> dict[str, Any]:
    """Return the fields that change."""
    fields: dict[str, Any] = {}
    if patch.title is not None:
        fields["title"] = patch.title
    if patch.description is not None:
        fields["description"] = patch.description
    if patch.location is not None:
        fields["location"] = patch.location or None
    if patch.when is not None:
        fields |= {"when": patch.when, "all_day": None, "time_zone": patch.time_zone}
    if patch.attendees is not None:
        fields["attendees"] = patch.attendees
    if patch.reminders is not None:
        fields["reminders"] = patch.reminders
    return fields


def _invited(sent: Iterable[Attendee], seen: Iterable[Attendee], *, is_moved: bool) -> Iterable[Attendee]:
    """Return who is asked, by the names that Google has for them; it may list the organizer as well.

    Whoever is asked to another time may have to answer anew: that is Google's doing, and nobody's answer.
    """
    now = {one.email.lower(): one for one in seen}
    asked = {one.email.lower(): one for one in sent}
    for email, one in asked.items():
        given = now.get(email, one)
        is_asked_anew = is_moved and given.response == NO_ANSWER_YET
        response = NO_ANSWER_YET if is_asked_anew else one.response
        yield replace(given, response=response, optional=one.optional, name=one.name or given.name)
    yield from (one for email, one in now.items() if one.organizer and email not in asked)
