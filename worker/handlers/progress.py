"""How far a command is, as its handler stores it before each outside effect.

A replica that takes a command over continues from these bytes, so they hold all that was
decided: a decision is never made twice. Fields are only ever added, with defaults, because
old and new replicas run side by side during a rollout.
"""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from worker.domain.account import CalendarInfo
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventKey, EventPatch
from worker.domain.follow_up_moves import FollowUpMove
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.domain.revision import Revision
from worker.ports.intent import Intent
from worker.ports.reservations import Seats
from worker.ports.synchronisation import Outcome


class Progress(BaseModel):
    """What every handler's progress has."""

    model_config = ConfigDict(frozen=True)

    nothing_written: bool = False
    """Whether every write so far was answered with a definite no."""
    no_effect_since: AwareDatetime | None = None
    """When Google first said that a write of ours, perhaps under way, had no effect."""

    def dump(self) -> bytes:
        return self.model_dump_json().encode()

    @classmethod
    def load(cls, stored: bytes | None) -> Self | None:
        return None if stored is None else cls.model_validate_json(stored)

    def changed(self, **fields: Any) -> Self:
        return self.model_copy(update=fields)

    def before_a_write(self) -> Self:
        return self.changed(nothing_written=False, no_effect_since=None)


class ChosenProgress(Progress):
    """A slot was chosen and reserved."""

    seats: Seats
    chosen: RankedSlot | None = None
    """None where the command itself named the time."""
    alternatives: tuple[RankedSlot, ...] = ()
    unknown: tuple[str, ...] = ()
    """Addresses whose calendars are not visible."""
    read_at: AwareDatetime
    """When the calendars were read that this decision rests on."""

    @property
    def slot(self) -> Interval:
        raise NotImplementedError

    def intents(self, locale: str) -> tuple[Intent, ...]:
        """Return every write that the command is about to send."""
        raise NotImplementedError


class BookingProgress(ChosenProgress):
    """The slot is reserved; the event is to be written."""

    calendar: CalendarInfo
    draft: EventDraft
    follow_ups: tuple[EventDraft, ...] | None = None
    """What is written after the meeting; None where an older version stored none."""

    @property
    def slot(self) -> Interval:
        return self.draft.when

    def intents(self, locale: str) -> tuple[Intent, ...]:
        drafts = (self.draft, *(self.follow_ups or ()))
        return tuple(Intent(EventKey(self.calendar.id, draft.id), draft, locale) for draft in drafts)


class RevisionProgress(Progress):
    """The event was read, and what is to be changed of it was decided."""

    event: CalendarEvent
    """The version that the change is for: it has no effect on any other."""
    patch: EventPatch
    decided_at: AwareDatetime

    def intent(self, locale: str) -> Intent:
        return Intent(self.event.key, None, locale, Revision(self.event, self.patch))


class MoveProgress(RevisionProgress, ChosenProgress):
    """The new time is reserved beside the old one; the event is to be moved, and then what follows it."""

    follow_ups: tuple[FollowUpMove, ...] = ()

    @property
    def slot(self) -> Interval:
        if self.patch.when is None:
            raise ValueError("a move says where to")
        return self.patch.when

    def intents(self, locale: str) -> tuple[Intent, ...]:
        moves = (Intent(each.key, None, locale, each.revision) for each in self.follow_ups)
        return (self.intent(locale), *moves)


class FollowUpProgress(Progress):
    """A follow-up that a command of its own asked for is to be written."""

    calendar_id: str
    draft: EventDraft
    meeting: EventKey | None = None
    """What it follows."""
    decided_at: AwareDatetime


class UpdateProgress(RevisionProgress):
    """Other people are to be asked to the event, or it is to say something else."""

    joining: frozenset[str] = frozenset()
    """Addresses of those who join and have to be free."""
    promised: Interval | None = None
    """The time that is reserved for them."""
    unknown: tuple[str, ...] = ()
    """Addresses of those who join whose calendars are not visible."""


class CancelProgress(Progress):
    """The event was read, and is to be deleted."""

    event: CalendarEvent


class HoldProgress(Progress):
    """A time is held: what is left is to say so."""

    hold_id: str
    expires_at: AwareDatetime
    unknown: tuple[str, ...] = ()
    """Addresses whose calendars are not visible."""


class ReleaseProgress(Progress):
    """A hold was given back: what is left is to say so."""


class SyncProgress(Progress):
    """The calendar was read and taken in: what is left is to say so."""

    outcome: Outcome


class ConnectProgress(Progress):
    """The grant is kept: what is left is to say so."""

    address: str
    granted_scopes: tuple[str, ...]
    missing_scopes: tuple[str, ...]


class DisconnectProgress(Progress):
    """The account is being given back, and is forgotten then."""

    address: str
