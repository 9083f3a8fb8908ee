"""`worker.ports.grants.Grants`, in memory: it passes the same tests as PostgreSQL's adapter."""

from dataclasses import dataclass, field, replace
from itertools import count

import orjson

from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_outbox import FakeOutbox
from worker.errors import StoreUnavailable
from worker.messages.changes.account import AccountReauthorizationRequired, encode_account_record
from worker.messages.changes.key import change_key
from worker.ports.commands import Claim, Settlement, StoredAnswer
from worker.ports.grants import Grant, Granted


@dataclass(slots=True)
class FakeGrants:
    commands: FakeCommands
    outbox: FakeOutbox
    kept: dict[str, Grant] = field(default_factory=dict)
    """By `user_id`."""
    outages: int = 0
    """How many of the next calls of `keep` find no database."""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)

    def give(self, user_id: str, granted: Granted, *, is_broken: bool = False) -> Grant:
        """Let a user have a grant, whatever came before."""
        grant = Grant(f"grant-{next(self._numbers)}", user_id, granted, is_broken)
        self.kept[user_id] = grant
        return grant

    async def of(self, user_id: str) -> Grant | None:
        return self.kept.get(user_id)

    async def keep(self, claim: Claim, granted: Granted, progress: bytes, record: StoredAnswer) -> None:
        if self.outages:
            self.outages -= 1
            raise StoreUnavailable("no database")
        self.commands.ensure_held(claim)
        if self.commands.rows[claim.user_id, claim.command_id].progress == progress:
            return
        self.give(claim.user_id, granted)
        self._tell(claim.user_id, record)
        self.commands.advance(claim, progress)

    async def is_shared(self, grant: Grant) -> bool:
        return any(
            other.granted.subject == grant.granted.subject
            for user_id, other in self.kept.items()
            if user_id != grant.user_id and not other.is_broken
        )

    async def mark_broken(self, grant: Grant) -> None:
        kept = self.kept.get(grant.user_id)
        if kept is None or kept.id != grant.id or kept.is_broken:
            return
        self.kept[grant.user_id] = replace(kept, is_broken=True)
        body = AccountReauthorizationRequired(
            user_id=grant.user_id,
            email=grant.granted.address,
            conversation_id=None,
            as_of=self.commands.clock.now(),
        )
        self._tell(grant.user_id, encode_account_record(body))

    def _settle(self, claim: Claim, settlement: Settlement) -> None:
        if settlement.farewell is not None:
            self.kept.pop(claim.user_id, None)
            self.outbox.rows = [
                row for row in self.outbox.rows if orjson.loads(row.value)["user_id"] != claim.user_id
            ]
            self._tell(claim.user_id, settlement.farewell)

    def _tell(self, user_id: str, record: StoredAnswer) -> None:
        self.outbox.append(change_key(user_id), record.value, record.headers)
