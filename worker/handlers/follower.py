"""Keep up with the calendars that are followed: read each when its time has come.

Several lanes do this side by side, so that a large calendar holds up nobody but its own. Each
takes one calendar at a time; one that somebody else has is passed over. What is wrong with one
calendar puts off that one alone: nothing of it stops the others.
"""

from dataclasses import dataclass

import structlog

from worker.domain.account import Account
from worker.errors import CalendarBusy, Refused, StoreUnavailable
from worker.handlers.synchroniser import LATER, Synchroniser
from worker.ports.calendar import Accounts
from worker.ports.synchronisation import FollowedCalendar, Synchronisations

LANES = 4
"""How many calendars one replica reads side by side. Each needs a connection of the pool now and then."""


@dataclass(frozen=True, slots=True)
class Follower:
    accounts: Accounts
    synchroniser: Synchroniser
    synchronisations: Synchronisations

    async def follow_next(self) -> bool:
        """Read one calendar that is due. Return whether there may be more."""
        for followed in await self.synchronisations.due(LANES):
            if await self._follow(followed):
                return True
        return False

    async def _follow(self, followed: FollowedCalendar) -> bool:
        """Return whether it was this replica's turn, however that ended."""
        try:
            account = await self._account(followed)
            if account is not None:
                await self.synchroniser(account, followed.calendar_id)
        except CalendarBusy:
            return False
        except StoreUnavailable:  # the others cannot be followed either
            raise
        except Exception as error:  # noqa: BLE001  (what is wrong with one calendar is no reason to stop)
            _tell(error)
        return True

    async def _account(self, followed: FollowedCalendar) -> Account | None:
        """Return who reads the calendar, or put it off where nobody may."""
        try:
            return await self.accounts.account(followed.user_id)
        except Refused as refused:
            nobody = Account(followed.user_id, followed.calendar_id)
            await self.synchroniser.put_off(nobody, followed.calendar_id, LATER)
            _tell(refused)
            return None


def _tell(error: Exception) -> None:
    """Tell the operator what stands in the way, and not whose calendar it is."""
    logger = structlog.get_logger()
    if isinstance(error, Refused):
        logger.warning("calendar not followed", code=error.code, detail=error.detail)
    else:
        logger.warning("calendar not read", error=type(error).__name__)
