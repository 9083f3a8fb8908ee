"""Let what follows a meeting go with it to another time, once each, and never against what people do.

All is decided before the meeting is moved, and stored with that decision. A follow-up is moved in the
version that was read (`If-Match`). Of another version only its place counts: where our own stamp is on it,
it was moved before; where it still is where it was, it is moved again from there, in the background;
anywhere else a person has put it, and there it stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey, SendUpdates
from worker.domain.follow_up_moves import Course, FollowUpMove
from worker.domain.interval import Interval
from worker.errors import ConcurrentChange, EventGone, EventNotFound, GoogleSaid, Refused, TransientError
from worker.handlers.drafts import NewWriteId
from worker.ports.calendar import Calendar, Lease
from worker.ports.calendars import Calendars
from worker.ports.commands import Chore, ChoreAction, Claim
from worker.ports.outbox import Chores
from worker.ports.stored_draft import pack_move, unpack_move


class AnotherVersion(Exception):
    """The follow-up is where it was, but something else of it is new: the move has to name that version."""

    def __init__(self, chore: Chore) -> None:
        super().__init__("the follow-up was changed meanwhile")
        self.chore = chore


@dataclass(frozen=True, slots=True)
class Follower:
    """A follow-up as it was read."""

    event: CalendarEvent
    via: Interval | None = None
    """Where it goes already: an earlier move is still owed."""


@dataclass(frozen=True, slots=True)
class FollowUpMoves:
    calendar: Calendar
    calendars: Calendars
    chores: Chores
    new_write_id: NewWriteId

    async def following(self, account: Account, meeting: EventKey) -> tuple[Follower, ...]:
        """Return what follows a meeting. What is not there, or not yet, stays out."""
        keys = await self.calendars.follow_ups(meeting)
        if not keys:
            return ()
        owed = {chore.event: unpack_move(chore.draft or b"") for chore in await self.chores.moves_of(keys)}
        found = [(key, await self._read(account, key)) for key in keys]
        return tuple(Follower(event, _via(owed.get(key), event)) for key, event in found if event)

    async def move_all(
        self, account: Account, claim: Claim, moves: Iterable[FollowUpMove], locale: str
    ) -> tuple[list[CalendarEvent], list[Chore]]:
        """Move follow-ups. Return those that are there, as they are now, and what is owed."""
        there: list[CalendarEvent] = []
        owed: list[Chore] = []
        for move in moves:
            chore = Chore(
                ChoreAction.MOVE_FOLLOW_UP,
                claim.user_id,
                claim.command_id,
                move.key,
                draft=pack_move(move),
                locale=locale,
            )
            try:
                event = await self._move(account, move, chore, claim.lease)
            except AnotherVersion as other:
                owed.append(other.chore)
            except (TransientError, Refused, GoogleSaid):
                owed.append(chore)
            else:
                there.extend([event] if event else [])
        return there, owed

    async def carry_on(self, account: Account, chore: Chore, lease: Lease) -> CalendarEvent | None:
        """Do what is owed. Return the follow-up if it was moved, now or before.

        Raise `AnotherVersion` if it has to be tried again from another version.
        """
        move = unpack_move(chore.draft or b"")
        event = await self._move(account, move, chore, lease)
        return event if event and move.is_made(event) else None

    async def _move(
        self, account: Account, move: FollowUpMove, chore: Chore, lease: Lease
    ) -> CalendarEvent | None:
        try:
            return await self.calendar.patch(account, move.base, move.patch, SendUpdates.NONE, lease)
        except (ConcurrentChange, EventGone, EventNotFound):
            event = await self._read(account, move.key)
        if event is not None and not move.is_made(event) and move.is_due_for(event):
            anew = move.onto(event, self.new_write_id())
            raise AnotherVersion(replace(chore, draft=pack_move(anew)))
        return event

    async def _read(self, account: Account, key: EventKey) -> CalendarEvent | None:
        try:
            event = await self.calendar.get(account, key.calendar_id, key.event_id)
        except EventNotFound:
            return None
        return None if event.is_cancelled else event


def planned(
    following: Sequence[Follower], course: Course, new_write_id: NewWriteId
) -> tuple[FollowUpMove, ...]:
    """Return how each of them goes along; who stays is not among them."""
    moves = (course.move(each.event, new_write_id(), each.via) for each in following)
    return tuple(move for move in moves if move is not None)


def _via(owed: FollowUpMove | None, event: CalendarEvent | None) -> Interval | None:
    """Return where a follow-up goes already, unless it went or a person has taken it elsewhere."""
    if owed is None or event is None or not owed.is_due_for(event) or owed.is_made(event):
        return None
    return owed.patch.when
