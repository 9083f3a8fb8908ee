"""A change of an event as one command asks for it: of which event, within which bounds, and who decides."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey, SendUpdates
from worker.handlers.progress import RevisionProgress
from worker.ports.commands import Claim

P = TypeVar("P", bound=RevisionProgress)


class Named(Protocol):
    """A command that names an event."""

    @property
    def event_id(self) -> str: ...

    @property
    def calendar_id(self) -> str | None: ...


class Planner(Protocol[P]):
    """What one command wants of an event."""

    async def plan(self, event: CalendarEvent, lost: P | None) -> P:
        """Decide, store the decision together with its `intent`, and return it. Raise `Refused`.

        `lost` is what was decided before, and surely had no effect. The patch has a `vai_write_id`
        that was never used.
        """
        ...

    async def still_holds(self, begun: P) -> bool:
        """Tell whether what an earlier run decided may be sent again. If not, it is decided again."""
        ...


@dataclass(frozen=True, slots=True)
class Order(Generic[P]):
    """One event to be changed, and what bounds it."""

    account: Account
    claim: Claim
    key: EventKey
    begun: P | None
    """What an earlier run decided."""
    deadline: datetime | None
    send_updates: SendUpdates

    @property
    def afresh(self) -> "Order[P]":
        """The same where nothing is in doubt: whatever was sent before surely had no effect."""
        return replace(self, claim=replace(self.claim, may_have_written=False), begun=None)

    def is_late(self, progress: P, now: datetime) -> bool:
        """Tell whether a write may not be sent any more. A start counts that lay ahead at first."""
        when = progress.patch.when or progress.event.when
        has_begun = when is not None and progress.decided_at <= when.start < now
        return has_begun or self.is_past_deadline(now)

    def is_past_deadline(self, now: datetime) -> bool:
        return self.deadline is not None and now >= self.deadline
