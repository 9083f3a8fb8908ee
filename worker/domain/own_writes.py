"""Our own writes among what is seen of an event, and the changes that others made after them.

A write carries a stamp, `vai_write_id`, and what was to be written is stored before it is sent.
A version with a new stamp is compared with what we sent: what differs, somebody else did since.
A copy of an event has the stamp but not the id, so nobody's copy passes for ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from worker.domain.calendar_event import Attendee, CalendarEvent, EventDraft, EventStatus, MeetStatus
from worker.domain.changes import Change, Origin, compare
from worker.domain.revision import NO_ANSWER_YET, Revision, as_revised

WRITE_ID: Final = "vai_write_id"
"""The last write of ours."""
MADE_BY_WRITE: Final = "vai_made_by_write"
"""The stamp of the write that made the event, which no later one changes."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a change, and the language of the texts about it."""

    origin: Origin
    command_id: str | None
    locale: str


@dataclass(frozen=True, slots=True)
class OwnWrite:
    """A write that a command of this system sent, or was about to send, to one event."""

    command_id: str
    locale: str
    draft: EventDraft | None
    """What was written as a new event."""
    revision: Revision | None = None
    """What was changed of one that was there. Neither this nor a draft: the event was deleted."""

    @property
    def is_deletion(self) -> bool:
        return self.draft is None and self.revision is None

    @property
    def write_id(self) -> str | None:
        written = self.revision.patch if self.revision else self.draft
        return dict(written.private).get(WRITE_ID) if written else None

    @property
    def author(self) -> Author:
        return Author(Origin.SELF, self.command_id, self.locale)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an event, by one author."""

    before: CalendarEvent | None
    after: CalendarEvent
    change: Change
    author: Author


def steps(
    before: CalendarEvent | None, seen: CalendarEvent, writes: Iterable[OwnWrite], otherwise: Author
) -> tuple[Step, ...]:
    """Return what happened between two versions, in order: a write of ours, then what others did.

    `writes` are those stored for this very event; what none of them explains is `otherwise`'s.
    """
    writes = tuple(writes)
    own = _write_in(seen, before, writes)
    left = _left_by(own, before, seen) if own else None
    if own is None or left is None:
        return _step(before, seen, _author(before, seen, writes, otherwise))
    others = replace(_by_others(otherwise), locale=own.locale)
    since = _step(left, seen, _author(left, seen, writes, others))
    if own.revision is None:
        return (*_step(before, left, own.author), *since)
    base, earlier = own.revision.base, [write for write in writes if write is not own]
    return (*steps(before, base, earlier, others), *_step(base, left, own.author), *since)


def _left_by(own: OwnWrite, before: CalendarEvent | None, seen: CalendarEvent) -> CalendarEvent | None:
    """Return the event as our write left it; a deletion leaves nothing."""
    if own.revision:
        return as_revised(own.revision, seen)
    return as_written(own.draft, before, seen) if own.draft else None


def as_written(draft: EventDraft, before: CalendarEvent | None, seen: CalendarEvent) -> CalendarEvent:
    """Return the event as our write left it, what Google itself gives taken from what was seen."""
    alive = None if before is None or before.is_cancelled else before
    meeting = seen if draft.meet_request_id else alive
    return replace(
        seen,
        status=EventStatus.CONFIRMED,
        title=draft.title,
        description=draft.description,
        location=draft.location,
        when=draft.when,
        all_day=None,
        time_zone=draft.time_zone,
        attendees=_invited(draft.attendees, alive, seen),
        meet_url=meeting.meet_url if meeting else None,
        meet_status=meeting.meet_status if meeting else MeetStatus.NONE,
        private=draft.private,
        transparent=draft.transparent,
        recurrence=(),
    )


def _invited(
    sent: Sequence[Attendee], before: CalendarEvent | None, seen: CalendarEvent
) -> tuple[Attendee, ...]:
    """Return who was invited, by the names that Google has for them, without what they answered since."""
    now = {one.email.lower(): one for one in seen.attendees}
    answers = {one.email.lower(): one.response for one in before.attendees} if before else {}
    invited = {one.email.lower(): one for one in sent}
    added = (one for email, one in now.items() if one.organizer and email not in invited)
    return (*(_as_sent(one, now.get(email, one), answers) for email, one in invited.items()), *added)


def _as_sent(sent: Attendee, now: Attendee, answers: dict[str, str]) -> Attendee:
    answered = sent.response if sent.response != NO_ANSWER_YET else answers.get(sent.email.lower())
    response = answered or NO_ANSWER_YET
    return replace(now, response=response, optional=sent.optional, name=sent.name or now.name)


def _write_in(
    seen: CalendarEvent, before: CalendarEvent | None, writes: Sequence[OwnWrite]
) -> OwnWrite | None:
    """Return our write that this version is the first to show."""
    stamp = seen.property_named(WRITE_ID)
    if stamp is None or (before is not None and before.property_named(WRITE_ID) == stamp):
        return None
    return next((write for write in writes if write.write_id == stamp), None)


def _author(
    before: CalendarEvent | None, seen: CalendarEvent, writes: Sequence[OwnWrite], otherwise: Author
) -> Author:
    if seen.is_cancelled:
        return next((write.author for write in writes if write.is_deletion), otherwise)
    stamp = seen.property_named(WRITE_ID)
    was_seen = before is not None and stamp is not None and before.property_named(WRITE_ID) == stamp
    return _by_others(otherwise) if was_seen else otherwise


def _by_others(otherwise: Author) -> Author:
    return Author(Origin.EXTERNAL, None, otherwise.locale)


def _step(before: CalendarEvent | None, after: CalendarEvent, author: Author) -> tuple[Step, ...]:
    change = compare(before, after)
    return (Step(before, after, change, author),) if change else ()
