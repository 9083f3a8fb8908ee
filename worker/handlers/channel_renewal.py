"""Replace channels before they end: Google renews none, so the next is opened before the last is stopped.

What is wrong with one calendar puts off that one alone. A replacement begins early enough to be
tried for a day and more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from worker.errors import CalendarBusy, Refused, StoreUnavailable, TransientError, WorkerError
from worker.handlers.channel_opening import ChannelOpening
from worker.ports.synchronisation import FollowedCalendar

AT_ONCE = 20
FAILURES = 3
"""So many in one turn, and it is Google that is out of order: to ask on at once would help nobody."""

Observe = Callable[[str], None]
"""Hears how each renewal ended: `ok`, a refusal's code, or an error's class."""


def unobserved(_outcome: str) -> None:
    """Observe nothing."""


@dataclass(frozen=True, slots=True)
class ChannelRenewal:
    open_channel: ChannelOpening
    observe: Observe = unobserved

    async def renew_due(self) -> bool:
        """Replace channels whose time has come. Return whether there may be more."""
        failures = 0
        due = await self.open_channel.channels.to_renew(AT_ONCE)
        for calendar in due:
            failures += not await self._renew(calendar)
            if failures == FAILURES:
                return False
        return len(due) == AT_ONCE

    async def _renew(self, calendar: FollowedCalendar) -> bool:
        """Return whether Google seems to be well."""
        try:
            expires_at = await self.open_channel(calendar, renewing=True)
        except StoreUnavailable:  # the others cannot be renewed either
            raise
        except CalendarBusy:  # somebody else has done it, or ended it
            return True
        except Exception as error:  # noqa: BLE001  (what is wrong with one calendar is no reason to stop)
            self._tell(error)
            return not isinstance(error, TransientError)
        if expires_at is not None:
            self.observe("ok")
        return True

    def _tell(self, error: Exception) -> None:
        """Tell the operator what stands in the way, and not whose calendar it is."""
        outcome = str(error.code) if isinstance(error, Refused) else type(error).__name__
        self.observe(outcome)
        defect = None if isinstance(error, WorkerError) else error
        structlog.get_logger().warning("channel not renewed", outcome=outcome, exc_info=defect)
