"""`worker.ports.outbox`, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.fakes.store_commands import FakeCommands
from worker.domain.calendar_event import EventKey
from worker.ports.commands import Chore, ChoreAction, Claim, Headers, Observation, Settlement
from worker.ports.intent import Intent
from worker.ports.outbox import OutboxRow
from worker.ports.stored_draft import unpack_draft, unpack_move


@dataclass(slots=True)
class FakeOutbox:
    rows: list[OutboxRow] = field(default_factory=list)
    taken: set[bytes] = field(default_factory=set)
    """Keys that somebody is publishing."""
    put_in: int = 0
    """How many rows there ever were."""

    def append(self, key: bytes, value: bytes, headers: Headers) -> None:
        self.put_in += 1
        self.rows.append(OutboxRow(self.put_in, key, value, headers))

    async def pending(self, limit: int) -> Sequence[OutboxRow]:
        free = [row for row in self.rows if row.key not in self.taken][:limit]
        self.taken |= {row.key for row in free}
        return free

    async def published(self, rows: Sequence[OutboxRow]) -> None:
        self.rows = [row for row in self.rows if row not in rows]
        self.taken -= {row.key for row in rows}


@dataclass(slots=True)
class FakeChores:
    commands: FakeCommands
    owed: dict[int, tuple[Chore, datetime]] = field(default_factory=dict)
    """Chores by id, and when each is due."""
    observed: list[Observation] = field(default_factory=list)
    observe: list[Callable[[Sequence[Observation], Headers], None]] = field(default_factory=list)
    """What the other fakes of the store do when a chore is done."""

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)

    async def due(self, limit: int) -> Sequence[Chore]:
        """Take chores. They come again, if not done, in two minutes."""
        now = self.commands.clock.now()
        due = [chore for chore, due_at in self.owed.values() if due_at <= now][:limit]
        self.owed |= {chore.id: (chore, now + timedelta(minutes=2)) for chore in due if chore.id}
        for chore in due:
            self.commands.intend(chore.user_id, chore.command_id, [_intent(chore)])
        return due

    async def done(self, chore: Chore, observed: Sequence[Observation]) -> None:
        kept = self.owed.get(chore.id or 0)
        if kept and kept[0].action is chore.action:
            del self.owed[chore.id or 0]
            self.observed += observed
            for observe in self.observe:
                observe(observed, chore.trace)
            seen = {one.event.key for one in observed}
            self.commands.forget_intents(chore.user_id, chore.command_id, seen)

    async def postpone(self, chore: Chore, wait: timedelta) -> None:
        if kept := self.owed.get(chore.id or 0):
            told = replace(kept[0], draft=chore.draft) if kept[0].action is chore.action else kept[0]
            self.owed[chore.id or 0] = (told, self.commands.clock.now() + wait)

    async def moves_of(self, follow_ups: Collection[EventKey]) -> Sequence[Chore]:
        return [chore for chore, _ in self.owed.values() if _is_move(chore) and chore.event in follow_ups]

    def _settle(self, claim: Claim, settlement: Settlement) -> None:
        self.owed = {
            number: owed
            for number, owed in self.owed.items()
            if not (_is_move(owed[0]) and owed[0].event in settlement.placed)
        }
        for chore in settlement.chores:
            number = max(self.owed, default=0) + 1
            owed = replace(chore, id=number, trace=settlement.trace)
            self.owed[number] = (owed, self.commands.clock.now())
        for number, (chore, due_at) in self.owed.items():
            if chore.event in self._follow_ups(settlement.freed):
                self.owed[number] = (_turned_round(chore, claim), due_at)

    def _follow_ups(self, meetings: Collection[EventKey]) -> set[EventKey]:
        made = (own for _, settlement in self.commands.settlements for own in settlement.made)
        return {own.key for own in made if own.meeting in meetings}


def _is_move(chore: Chore) -> bool:
    return chore.action is ChoreAction.MOVE_FOLLOW_UP


def _intent(chore: Chore) -> Intent:
    if _is_move(chore):
        return Intent(chore.event, None, chore.locale, unpack_move(chore.draft or b"").revision)
    return Intent(chore.event, unpack_draft(chore.draft) if chore.draft else None, chore.locale)


def _turned_round(chore: Chore, claim: Claim) -> Chore:
    """What is owed to a follow-up becomes a deletion when its meeting is cancelled."""
    if chore.action is ChoreAction.DELETE_FOLLOW_UP:
        return chore
    return replace(chore, action=ChoreAction.DELETE_FOLLOW_UP, draft=None, command_id=claim.command_id)
