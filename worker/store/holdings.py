"""What this replica holds of one kind, commands or calendars, and until when it surely does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from typing import Protocol, TypeAlias

from worker.errors import LeaseLost

HeldKey: TypeAlias = "tuple[str, str, int]"
"""`user_id`, `command_id` or `calendar_id`, fence."""
Columns: TypeAlias = "tuple[list[str], list[str], list[int]]"


class Heart(Protocol):
    def now(self) -> float:
        """Return the time on the monotonic clock."""
        ...

    def is_alive(self) -> bool:
        """Tell whether the last heartbeat is surely young enough for everybody."""
        ...


@dataclass(slots=True, eq=False)
class HeldLease:
    """`worker.ports.calendar.Lease`, for one claim of this replica."""

    heart: Heart = field(repr=False)
    ends_at: float
    """On the monotonic clock."""

    def ensure(self, duration: timedelta) -> None:
        if self.heart.now() + duration.total_seconds() > self.ends_at:
            raise LeaseLost(f"the lease does not last {duration.total_seconds():g} s more")
        if not self.heart.is_alive():
            raise LeaseLost("this replica's heartbeat is late: its claims are void")


@dataclass(slots=True)
class Holdings:
    _held: dict[HeldKey, HeldLease] = field(default_factory=dict)

    def __iter__(self) -> Iterator[HeldKey]:
        return iter(self._held)

    def add(self, key: HeldKey, lease: HeldLease) -> HeldLease:
        self._held[key] = lease
        return lease

    def drop(self, key: HeldKey) -> None:
        if lease := self._held.pop(key, None):
            lease.ends_at = -inf

    def clear(self) -> None:
        self._held.clear()

    def renew(self, keys: Iterable[HeldKey], ends_at: float) -> None:
        for key in keys:
            if lease := self._held.get(key):
                lease.ends_at = ends_at

    def columns(self, now: float) -> Columns:
        """Return the keys of all that is worth renewing. What surely ended is another's to take."""
        for key in [key for key, lease in self._held.items() if lease.ends_at < now]:
            self.drop(key)
        users, names, fences = zip(*self._held, strict=True) if self._held else ((), (), ())
        return list(users), list(names), list(fences)
