"""Keep up with the calendars that are followed: read each when its time has come.

Several lanes do this side by side, so that a large calendar holds up nobody but its own. Each
takes one calendar at a time; one that somebody else has is passed over. What is wrong with one
calendar puts off that one alone: nothing of it stops the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from worker.domain.account import Account
from worker.errors import CalendarBusy, Refused, StoreUnavailable, TransientError, WorkerError
from worker.handlers.synchroniser import Synchroniser, wait_after
from worker.ports.calendar import Accounts
from worker.ports.synchronisation import FollowedCalendar, Synchronisations

LANES = 4
"""How many calendars one replica reads side by side. Each needs a connection of the pool now and then."""
AT_ONCE = 20
"""How many are looked at for one that can be read: more than can be out of order at the same time."""
FAILURES = 3
"""So many in one turn, and it is Google that is out of order: to ask on at once would help nobody."""

Observe = Callable[[str], None]
"""Hears how each reading ended: `ok`, a refusal's code, or an error's class."""


def unobserved(_outcome: str) -> None:
    """Observe nothing."""


@dataclass(frozen=True, slots=True)
class Follower:
    accounts: Accounts
    synchroniser: Synchroniser
    synchronisations: Synchronisations
    observe: Observe = unobserved

    async def follow_next(self) -> bool:
        """Read one calendar that is due and can be read. Return whether there may be more.

        Where none can be, it is no use to look for more at once.
        """
        failures = 0
        for followed in await self.synchronisations.due(AT_ONCE):
            error = await self._follow(followed)
            if error is None:
                return True
            failures += isinstance(error, TransientError) and not isinstance(error, CalendarBusy)
            if failures == FAILURES:
                break
        return False

    async def _follow(self, followed: FollowedCalendar) -> Exception | None:
        """Return why the calendar could not be read, if it could not."""
        try:
            await self._read(followed)
        except CalendarBusy as busy:
            return busy
        except StoreUnavailable:  # the others cannot be followed either
            raise
        except Exception as error:  # noqa: BLE001  (what is wrong with one calendar is no reason to stop)
            self._tell(error)
            return error
        self.observe("ok")
        return None

    async def _read(self, followed: FollowedCalendar) -> None:
        """Read a calendar, or put it off where it is not even known who may."""
        try:
            account = await self.accounts.account(followed.user_id)
        except StoreUnavailable:
            raise
        except Exception as error:
            nobody = Account(followed.user_id, followed.calendar_id)
            await self.synchroniser.put_off(nobody, followed.calendar_id, wait_after(error))
            raise
        await self.synchroniser(account, followed.calendar_id)

    def _tell(self, error: Exception) -> None:
        """Tell the operator what stands in the way, and not whose calendar it is."""
        outcome = str(error.code) if isinstance(error, Refused) else type(error).__name__
        self.observe(outcome)
        defect = None if isinstance(error, WorkerError) else error
        structlog.get_logger().warning("calendar not read", outcome=outcome, exc_info=defect)
