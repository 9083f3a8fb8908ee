"""What is known of one calendar's time: three states, and unknown is never free."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from worker.domain.interval import Interval, merge, without


class Visibility(StrEnum):
    READABLE = "readable"
    NOT_VISIBLE = "not_visible"
    """Google does not show this calendar to the user: the policy `on_not_visible` decides."""


class OnNotVisible(StrEnum):
    TREAT_FREE = "treat_free"
    TREAT_BUSY = "treat_busy"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Reading:
    """One calendar's answer to a free/busy query. A passing failure is an error, not a reading."""

    visibility: Visibility
    busy: tuple[Interval, ...] = ()
    """In order, clipped to the window that was asked for."""

    def freed(self, gone: Interval) -> "Reading":
        """Return the same calendar as if nothing were in it at that time."""
        return replace(self, busy=tuple(without(self.busy, gone)))

    def with_busy(self, more: Iterable[Interval]) -> "Reading":
        return replace(self, busy=tuple(merge((*self.busy, *more))))
