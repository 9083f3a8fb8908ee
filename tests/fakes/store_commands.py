"""`worker.ports.commands.Commands`, in memory: it passes the same tests as PostgreSQL's adapter."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.calendar import FakeLease
from tests.fakes.command_row import Row
from worker.domain.calendar_event import EventKey
from worker.domain.own_writes import OwnWrite
from worker.errors import LeaseLost, MeetingBusy, StoreUnavailable
from worker.ports.clock import Clock
from worker.ports.commands import (
    Booking,
    Claim,
    ClaimOutcome,
    Finished,
    Forgotten,
    HeldElsewhere,
    ReplyTo,
    Request,
    Reused,
    Settlement,
    StoredAnswer,
    Waiting,
    Withheld,
    WithheldCommand,
)
from worker.ports.intent import Intent

CommandKey = tuple[str, str]
"""`user_id` and `command_id`."""
IntentKey = tuple[str, EventKey, str, str | None]
"""`user_id`, the event, `command_id`, and the stamp of a write or None for a deletion."""


@dataclass(slots=True)
class FakeCommands:
    clock: Clock
    rows: dict[CommandKey, Row] = field(default_factory=dict)
    writers: dict[EventKey, CommandKey] = field(default_factory=dict)
    kept: set[CommandKey] = field(default_factory=set)
    """Commands that keep their meeting though nobody works on them: a write is in doubt."""
    settlements: list[tuple[Claim, Settlement]] = field(default_factory=list)
    notices: list[StoredAnswer] = field(default_factory=list)
    settle: list[Callable[[Claim, Settlement], None]] = field(default_factory=list)
    """What the other fakes of the store do when a command ends."""
    intents: dict[IntentKey, OwnWrite] = field(default_factory=dict)
    """What is about to be written, until it was seen."""
    outages: int = 0
    """How many of the next calls find no database."""
    forgotten: dict[CommandKey, bytes] = field(default_factory=dict)
    """The body hashes of commands that went with their users."""

    def lose(self, claim: Claim) -> None:
        """Let a claim's lease end, as if its replica had stood still: the command is free again."""
        self._held(claim).claim = None
        if isinstance(claim.lease, FakeLease):
            claim.lease.lost = True

    async def time(self) -> datetime:
        self._reach()
        return self.clock.now()

    async def claim(self, request: Request) -> ClaimOutcome:
        self._reach()
        if (known := self.forgotten.get((request.user_id, request.command_id))) is not None:
            return Forgotten() if known == request.body_hash else Reused()
        row = self.rows.setdefault((request.user_id, request.command_id), Row(request))
        if row.request.body_hash != request.body_hash:
            return Reused()
        if row.answer is not None:
            return Finished(row.answer)
        if row.withheld_since is not None:
            return Withheld()
        return HeldElsewhere() if row.claim else row.claimed()

    async def save(self, claim: Claim, progress: bytes, intents: Sequence[Intent] = ()) -> None:
        self._reach()
        self.advance(claim, progress, intents)

    def advance(self, claim: Claim, progress: bytes, intents: Sequence[Intent] = ()) -> None:
        row = self._held(claim)
        row.progress, row.may_have_written = progress, True
        self.intend(claim.user_id, claim.command_id, intents)

    def intend(self, user_id: str, command_id: str, intents: Sequence[Intent]) -> None:
        """Remember what a command, or an errand of it, is about to write."""
        for intent in intents:
            write = OwnWrite(command_id, intent.locale, intent.draft, intent.revision)
            self.intents[user_id, intent.event, command_id, write.write_id] = write

    def writes(self, user_id: str, event: EventKey) -> tuple[OwnWrite, ...]:
        return tuple(write for key, write in self.intents.items() if key[:2] == (user_id, event))

    def forget_intents(self, user_id: str, command_id: str, events: Collection[EventKey] | None) -> None:
        """Forget what a command was about to write to some events, or to any."""
        self.intents = {
            key: write
            for key, write in self.intents.items()
            if (key[0], key[2]) != (user_id, command_id) or (events is not None and key[1] not in events)
        }

    def ensure_held(self, claim: Claim) -> None:
        """Raise `LeaseLost` where the claim is not the command's any more."""
        self._held(claim)

    def begin_anew(self, claim: Claim) -> None:
        row = self._held(claim)
        row.progress, row.may_have_written = None, False

    async def finish(self, claim: Claim, answer: StoredAnswer, settlement: Settlement) -> None:
        self._reach()
        row = self.rows.get((claim.user_id, claim.command_id))
        if row is not None and row.answer == answer and row.fence == claim.fence:
            return
        row = self._held(claim)
        row.answer, row.claim = answer, None
        self.settlements.append((claim, settlement))
        self._leave_meetings(claim)
        for settle in self.settle:
            settle(claim, settlement)
        nothing_written = settlement.booking is Booking.RELEASE
        seen = {*settlement.freed, *(one.event.key for one in settlement.observed)}
        self.forget_intents(claim.user_id, claim.command_id, None if nothing_written else seen)

    async def unclaim(self, claim: Claim) -> None:
        self._reach()
        self._held(claim)
        self._leave_meetings(claim)
        for settle in self.settle:
            settle(claim, Settlement(booking=Booking.RELEASE))
        self.forget_intents(claim.user_id, claim.command_id, None)
        del self.rows[claim.user_id, claim.command_id]

    async def release(self, claim: Claim) -> None:
        self._reach()
        row = self._held(claim)
        row.claim = None
        if row.may_have_written or row.withheld_since is not None:
            self.kept.add((claim.user_id, claim.command_id))
        else:
            self._leave_meetings(claim)

    async def withhold(
        self, claim: Claim, reply: ReplyTo | None, retry_after: timedelta, notice: StoredAnswer | None
    ) -> None:
        self._reach()
        row = self._held(claim)
        row.claim, row.retry_at = None, self.clock.now() + retry_after
        row.withheld_since = row.withheld_since or self.clock.now()
        row.waiting += [reply] if reply else []
        self.notices += [notice] if notice else []

    async def wait(self, request: Request, reply: ReplyTo) -> bool:
        self._reach()
        row = self.rows.get((request.user_id, request.command_id))
        if row is None or row.withheld_since is None or row.answer is not None:
            return False
        row.waiting += [reply] if reply not in row.waiting else []
        return True

    async def due(self, limit: int) -> Sequence[WithheldCommand]:
        self._reach()
        due = [row for row in self.rows.values() if self._is_due(row)]
        return [
            WithheldCommand(row.request, row.claimed(), since, row.trace, row.to_be_forgotten)
            for row in due[:limit]
            if (since := row.withheld_since) is not None
        ]

    async def unsent(self, limit: int) -> Sequence[Waiting]:
        """Return everything that waits; unlike the real store, again until it was sent."""
        self._reach()
        return [
            Waiting(*key, row.answer, tuple(row.waiting))
            for key, row in self.rows.items()
            if row.answer is not None and row.waiting
        ][:limit]

    async def sent(self, waiting: Waiting) -> None:
        self._reach()
        row = self.rows[waiting.user_id, waiting.command_id]
        row.waiting = [reply for reply in row.waiting if reply not in waiting.replies]

    async def enter_meeting(self, claim: Claim, event: EventKey) -> None:
        self._reach()
        self._held(claim)
        command = (claim.user_id, claim.command_id)
        writer = self.writers.get(event, command)
        if writer != command and not self._is_gone(writer):
            raise MeetingBusy(event.event_id)
        self.writers[event] = command
        self.kept.discard(command)

    def _reach(self) -> None:
        if self.outages:
            self.outages -= 1
            raise StoreUnavailable("no database")

    def _held(self, claim: Claim) -> Row:
        row = self.rows.get((claim.user_id, claim.command_id))
        if row is None or row.claim is None or row.fence != claim.fence:
            raise LeaseLost(claim.command_id)
        return row

    def _is_gone(self, writer: CommandKey) -> bool:
        row = self.rows.get(writer)
        if row is None or writer in self.kept:
            return False
        at_work = row.claim is not None or row.withheld_since is not None
        return row.answer is not None or not (at_work or row.may_have_written)

    def _is_due(self, row: Row) -> bool:
        if row.claim or row.answer or row.retry_at is None:
            return False
        return row.retry_at <= self.clock.now()

    def _leave_meetings(self, claim: Claim) -> None:
        command = (claim.user_id, claim.command_id)
        self.writers = {event: writer for event, writer in self.writers.items() if writer != command}
