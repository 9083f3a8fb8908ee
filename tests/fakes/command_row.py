"""What the store of commands remembers of one of them, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.calendar import FakeLease
from worker.messages.headers import trace_of
from worker.ports.commands import Claim, Headers, ReplyTo, Request, StoredAnswer


@dataclass(slots=True)
class Row:
    request: Request
    fence: int = 0
    claim: Claim | None = None
    progress: bytes | None = None
    may_have_written: bool = False
    answer: StoredAnswer | None = None
    withheld_since: datetime | None = None
    retry_at: datetime | None = None
    waiting: list[ReplyTo] = field(default_factory=list)
    to_be_forgotten: bool = False

    @property
    def trace(self) -> Headers:
        """The trace headers of the record that has waited for longest."""
        return trace_of(self.waiting[0]) if self.waiting else ()

    def claimed(self) -> Claim:
        """Give the command to somebody, and return the claim."""
        self.fence += 1
        self.claim = Claim(
            self.request.user_id,
            self.request.command_id,
            self.fence,
            FakeLease(),
            self.progress,
            self.may_have_written,
        )
        return self.claim
