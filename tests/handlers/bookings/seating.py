"""Who takes part in which meeting of this system since when, and who put them there.

What people do by hand wins: an overlap that a person made is theirs. A command makes none, not even with
what a person had done before the command was asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval

MADE_BY = "vai_command_id"

Seat = tuple[EventKey, str]
"""A meeting, and the address of somebody who has to be there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How a seat was taken."""

    when: Interval
    by_hand: bool
    asked: int
    """By a command: how many were asked for before it; by hand: at that moment."""

    def bears(self, other: "Taken") -> bool:
        """Tell whether both may be, though they overlap."""
        if self.by_hand and other.by_hand:
            return True
        if self.by_hand == other.by_hand:
            return False
        hand, command = (self, other) if self.by_hand else (other, self)
        return command.asked < hand.asked


@dataclass(slots=True)
class Seating:
    seats: dict[Seat, Taken] = field(default_factory=dict)

    def follow(self, events: Iterable[CalendarEvent], asked: int, *, by_hand: bool) -> None:
        """Note what a write changed."""
        present = {
            (event.key, email): event.when
            for event in events
            if is_meeting(event) and event.when
            for email in needed(event)
        }
        known = {seat: taken for seat, taken in self.seats.items() if present.get(seat) == taken.when}
        new = {seat: Taken(when, by_hand, asked) for seat, when in present.items() if seat not in known}
        self.seats = known | new

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


def is_meeting(event: CalendarEvent) -> bool:
    """Tell whether it is of this system and takes up anybody's time."""
    return is_made(event) and not event.is_cancelled and not event.transparent


def needed(event: CalendarEvent) -> set[str]:
    guests = {one.email for one in event.attendees if not one.optional and one.response != "declined"}
    return guests | {event.calendar_id}
