"""The memory of commands: who works on one, how far it is, what was answered.

A claim carries a fence number and a lease on the database's clock. Every call that takes a
claim checks the fence in its own transaction and raises `LeaseLost` where another replica
has taken over, so that a replica that was frozen and thaws can change nothing. Any call may
raise `StoreUnavailable`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.ports.calendar import Lease
from worker.ports.intent import Intent

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One command, parsed and checked, as the store keeps it."""

    user_id: str
    command_id: str
    type: str
    body: bytes = field(repr=False)
    """The JSON after aliases are normalised, without secrets; a withheld command is run again from it."""
    body_hash: bytes
    """SHA-256 of the same with sorted names and without `deadline`."""


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the sender of one record wants the result, and what to echo."""

    key: bytes | None
    topic: str | None = None
    partition: int | None = None
    headers: Headers = ()
    """Correlation and trace headers, names and bytes as received."""
    source: tuple[str, int, int] | None = None
    """The record's topic, partition and offset: two records that are alike wait for two results."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A result as it was and will be published: the same bytes every time."""

    value: bytes
    headers: Headers
    """The `ce_*` headers and `content-type`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one replica to work on a command, until the lease ends or the fence is raised."""

    user_id: str
    command_id: str
    fence: int
    lease: Lease
    progress: bytes | None = None
    """What the last run stored; None for a new command."""
    may_have_written: bool = False
    """Whether an earlier run got past `save`/`reserve`, so that a write may be under way."""
    trace: Headers = ()
    """The W3C trace headers of the record that asked; the engine adds them."""


@dataclass(frozen=True, slots=True)
class Finished:
    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """A live claim of another record or replica: ask again in a while."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """The outcome of a write is not known yet: the record waits, in the store, for the same result."""


@dataclass(frozen=True, slots=True)
class Reused:
    """The id was used for another body."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The id was used, and its user has been forgotten since."""


ClaimOutcome = Claim | Finished | HeldElsewhere | Withheld | Reused | Forgotten


@dataclass(frozen=True, slots=True)
class Observation:
    """An event as one write of ours left it, to be compared with the snapshot and published."""

    account: Account
    event: CalendarEvent
    command_id: str
    locale: str


class ChoreAction(StrEnum):
    CREATE_FOLLOW_UP = "create_follow_up"
    DELETE_FOLLOW_UP = "delete_follow_up"
    MOVE_FOLLOW_UP = "move_follow_up"


@dataclass(frozen=True, slots=True)
class Chore:
    """A write that is owed after its command was answered; safe to repeat."""

    action: ChoreAction
    user_id: str
    command_id: str
    event: EventKey
    draft: bytes | None = None
    """As JSON: the `EventDraft` for a creation, the `FollowUpMove` for a move."""
    locale: str = "ro"
    """Of the command that owes it, for the texts of the change that comes of it."""
    trace: Headers = ()
    """The W3C trace headers of the record that asked; the store takes them from the settlement."""
    id: int | None = None
    """Given by the store."""


class Booking(StrEnum):
    """What becomes of the command's own reservation when it is answered."""

    KEEP = "keep"
    CONFIRM = "confirm"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event that this system made; a follow-up names its meeting."""

    key: EventKey
    meeting: EventKey | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What happens in the store in the same transaction as the answer."""

    booking: Booking = Booking.KEEP
    freed: tuple[EventKey, ...] = ()
    """Events whose reservations end, whoever made them."""
    made: tuple[OwnEvent, ...] = ()
    observed: tuple[Observation, ...] = ()
    attended: tuple[Observation, ...] = ()
    """Events whose confirmed reservations follow what was seen: when they are, and who comes."""
    trace: Headers = ()
    """The W3C trace headers of the record that asked, for the changes that came of it."""
    chores: tuple[Chore, ...] = ()
    placed: tuple[EventKey, ...] = ()
    """Follow-ups whose earlier moves are owed no more: where they go was decided anew."""
    farewell: StoredAnswer | None = None
    """The user is forgotten with this answer, and this record tells of it."""


@dataclass(frozen=True, slots=True)
class WithheldCommand:
    """A withheld command whose next try is due, claimed by this replica."""

    request: Request
    claim: Claim
    withheld_since: datetime
    trace: Headers = ()
    """The W3C trace headers of a record that waits for it."""
    is_forgotten: bool = False
    """Whether its user was forgotten meanwhile: it is not run again, only answered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that was found after its records were done, and where it is awaited."""

    user_id: str
    command_id: str
    answer: StoredAnswer
    replies: Sequence[ReplyTo] = field(default=())


class Commands(Protocol):
    async def time(self) -> datetime:
        """Return the time on the database's clock, which all replicas share."""
        ...

    async def claim(self, request: Request) -> ClaimOutcome: ...

    async def save(self, claim: Claim, progress: bytes, intents: Sequence[Intent] = ()) -> None:
        """Remember how far the command is, and what it will write, before the next outside effect."""
        ...

    async def finish(self, claim: Claim, answer: StoredAnswer, settlement: Settlement) -> None:
        """Store the answer and everything that goes with it, in one transaction."""
        ...

    async def unclaim(self, claim: Claim) -> None:
        """Forget that the command was asked for, so that its id is free: nothing was written for it."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give the claim back unfinished, so that it can be taken at once."""
        ...

    async def withhold(
        self, claim: Claim, reply: ReplyTo | None, retry_after: timedelta, notice: StoredAnswer | None
    ) -> None:
        """Park the command; `reply`, if given, waits for its result, and `notice` goes to the outbox.

        It is due again after a while, by the store's own clock. A retry of a command that is
        parked already brings neither.
        """
        ...

    async def wait(self, request: Request, reply: ReplyTo) -> bool:
        """Let one more record wait for a withheld command. False if it is not withheld any more."""
        ...

    async def due(self, limit: int) -> Sequence[WithheldCommand]:
        """Claim withheld commands whose next try is due."""
        ...

    async def unsent(self, limit: int) -> Sequence[Waiting]:
        """Return answers of commands that were withheld and still have records waiting."""
        ...

    async def sent(self, waiting: Waiting) -> None:
        """Forget the records that waited: they have been answered."""
        ...

    async def enter_meeting(self, claim: Claim, event: EventKey) -> None:
        """Take the meeting's row until the command ends. Raise `MeetingBusy`."""
        ...
