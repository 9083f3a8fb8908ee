"""Put a new event into a calendar, so that it is there exactly once.

The event's id is made from the command, so a second insert cannot make a second event: it is
answered 409, the event is read, and if it is ours it is the success. A deleted event under our id
means that it was made and a person removed it: success, as it is now. Any 4xx of Google's is a
definite no, also one that nobody expected.
"""

from dataclasses import dataclass, replace

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventDraft, SendUpdates
from worker.domain.own_writes import MADE_BY_WRITE, WRITE_ID
from worker.errors import (
    EventExists,
    EventNotFound,
    GoogleSaid,
    OutcomeUncertain,
    Refused,
    TransientError,
)
from worker.handlers.doubt import Doubt
from worker.ports.calendar import Calendar


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What is to be written, for whom, and where."""

    account: Account
    calendar_id: str
    draft: EventDraft
    send_updates: SendUpdates


@dataclass(frozen=True, slots=True)
class Insertion:
    calendar: Calendar

    async def write(self, new: NewEvent, doubt: Doubt) -> CalendarEvent:
        """Return the event as Google has it. A definite no is raised only if no write took effect."""
        await doubt.note_new_write()
        lease = doubt.claim.lease
        try:
            return await self.calendar.insert(
                new.account, new.calendar_id, new.draft, new.send_updates, lease
            )
        except EventExists:
            return await self._read(new, doubt, certain=True)
        except OutcomeUncertain:
            raise
        except (Refused, TransientError, GoogleSaid) as error:
            if event := await self.find(new, doubt):
                return event
            await doubt.end_with(error)
            raise

    async def find(self, new: NewEvent, doubt: Doubt) -> CalendarEvent | None:
        """Return the event if an earlier write made it; without one, nobody asks."""
        if not doubt.is_open:
            return None
        try:
            return await self._read(new, doubt)
        except EventNotFound:
            return None

    async def _read(self, new: NewEvent, doubt: Doubt, *, certain: bool = False) -> CalendarEvent:
        with doubt.while_reading(certain=certain):
            event = await self.calendar.get(new.account, new.calendar_id, new.draft.id)
        return _ours(event, new.draft)


def filled(event: CalendarEvent, draft: EventDraft) -> CalendarEvent:
    """Return the event with what Google no longer tells of a deleted one."""
    if event.when is not None or event.all_day is not None:
        return event
    return replace(event, title=draft.title, when=draft.when, time_zone=draft.time_zone)


def _ours(event: CalendarEvent, draft: EventDraft) -> CalendarEvent:
    """Return the event if this very write made it, or raise `Refused` `command_id_reused`.

    Its id alone proves nothing: it is made from the command's, which may have been used, forgotten
    and used again for something else. A bare tombstone has nothing but its id, and counts as ours.
    Events and drafts of a version that did not keep what made them are told by their last write.
    """
    ours = dict(draft.private)
    made_by = event.property_named(MADE_BY_WRITE)
    stamp = WRITE_ID if made_by is None or MADE_BY_WRITE not in ours else MADE_BY_WRITE
    written_by = event.property_named(stamp)
    if written_by == ours[stamp] or (event.is_cancelled and written_by is None):
        return event
    raise Refused(
        Code.COMMAND_ID_REUSED,
        "the event of this id was not made by this command: the id was used in an earlier life",
    )
