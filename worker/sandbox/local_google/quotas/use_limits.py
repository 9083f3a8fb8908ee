"""Use limits of an account, against abuse: reaching one makes its calendars read-only for hours [S5].

What somebody does on another's calendar counts against the one who acts [O3].
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from worker.sandbox.local_google.wire.refusals import Refusal, forbidden

Kind = Literal["events", "calendars", "external_invitations", "sharing_actions"]


class UseLimits(BaseModel, frozen=True, extra="forbid"):
    """What an account may do in a short period: the figures of a paid Workspace account [S5]."""

    events: int | None = 100_000
    calendars: int | None = 60
    external_invitations: int | None = 10_000
    sharing_actions: int | None = 750
    """[O1]."""
    read_only_for: timedelta = timedelta(hours=6)
    """"Hours" [S5]; then the account starts again from nothing."""

    def of(self, kind: Kind) -> int | None:
        limits: dict[Kind, int | None] = {
            "events": self.events,
            "calendars": self.calendars,
            "external_invitations": self.external_invitations,
            "sharing_actions": self.sharing_actions,
        }
        return limits[kind]


@dataclass(slots=True)
class Use:
    """What one account did, and whether it may still write."""

    limits: UseLimits = field(default_factory=UseLimits)
    done: Counter[Kind] = field(default_factory=Counter)
    read_only_until: datetime | None = None

    def check(self, wanted: Mapping[Kind, int], now: datetime) -> None:
        """Refuse a write of an account that has reached a limit, or reaches one by it."""
        if self.read_only_until and now >= self.read_only_until:
            self.read_only_until = None
            self.done.clear()
        if self.read_only_until is None and self._exceeds(wanted):
            self.read_only_until = now + self.limits.read_only_for
        if self.read_only_until:
            raise calendar_usage_limits()

    def _exceeds(self, wanted: Mapping[Kind, int]) -> bool:
        limits = ((kind, self.limits.of(kind)) for kind, count in wanted.items() if count)
        return any(limit is not None and self.done[kind] + wanted[kind] > limit for kind, limit in limits)


def calendar_usage_limits() -> Refusal:
    return forbidden("quotaExceeded")
