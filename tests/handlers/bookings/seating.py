"""Who takes part in which meeting since when, who has something of their own, and who put them there.

What people do by hand wins: an overlap that a person made is theirs. A command makes none, not with what
it could have read, nor with what was there for longer than a reading may be old.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from tests.handlers.bookings.moments import Moment
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval
from worker.handlers.second_look import FRESH

MADE_BY = "vai_command_id"

Seat = tuple[EventKey, str]
"""Something that takes up time, and the address of somebody who has to be there."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A person did it."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class Sight:
    """A command did it, by what it had seen."""

    read: Moment | None
    """When it read who is busy; None if that was done by another try of it."""
    decided: Moment
    """When it had to see that this is long ago."""
    looks_again: bool
    """Whether it reads anew then, as commands that choose a time do."""

    def may_miss(self, hand: Hand) -> bool:
        """Tell whether it could not know what a person had done."""
        is_unread = self.read is None or hand.moment.number > self.read.number
        is_late = hand.moment.instant >= self.decided.instant - FRESH
        return is_unread and (is_late or not self.looks_again)


@dataclass(frozen=True, slots=True)
class Taken:
    """How a seat was taken."""

    when: Interval
    by: Hand | Sight
    before: Interval | None = None
    """Where the same meeting was for the same person until then."""

    def bears(self, other: "Taken") -> bool:
        """Tell whether both may be, though they overlap."""
        if isinstance(self.by, Hand):
            return isinstance(other.by, Hand) or other.bears(self)
        return isinstance(other.by, Hand) and (self._hides(other.when) or self.by.may_miss(other.by))

    def _hides(self, when: Interval) -> bool:
        """Tell whether the meeting itself lay upon it: who is busy is busy with that."""
        return self.before is not None and self.before.overlaps(when)


@dataclass(slots=True)
class Seating:
    seats: dict[Seat, Taken] = field(default_factory=dict)

    def follow(self, events: Iterable[CalendarEvent], by: Hand | Sight) -> None:
        """Note what a write changed."""
        present = {
            (event.key, email): event.when
            for event in events
            if takes_time(event) and event.when
            for email in needed(event)
        }
        known = {seat: taken for seat, taken in self.seats.items() if present.get(seat) == taken.when}
        new = {seat: when for seat, when in present.items() if seat not in known}
        self.seats = known | {seat: Taken(when, by, self._place(seat)) for seat, when in new.items()}

    def _place(self, seat: Seat) -> Interval | None:
        return self.seats[seat].when if seat in self.seats else None

    def overlaps(self) -> list[tuple[Seat, Seat]]:
        """Return who is in two meetings at once, and no person has made it so."""
        return [
            (one, other)
            for (one, first), (other, second) in combinations(self.seats.items(), 2)
            if one[1] == other[1] and first.when.overlaps(second.when) and not first.bears(second)
        ]


def is_made(event: CalendarEvent) -> bool:
    """Tell whether this system made an event, be it gone again."""
    return MADE_BY in dict(event.private)


def takes_time(event: CalendarEvent) -> bool:
    return not event.is_cancelled and not event.transparent


def needed(event: CalendarEvent) -> set[str]:
    guests = {one.email for one in event.attendees if not one.optional and one.response != "declined"}
    return guests | {event.calendar_id}
