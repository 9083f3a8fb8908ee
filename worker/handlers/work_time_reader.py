"""Read what people's calendars say of their zone and hours, beside the commands that want to know.

A few at a time: it is never worth a command's quota. Whatever Google says for certain, a no too, holds
for a day, so nobody outside an organisation is asked about again and again. What is wrong with one
calendar, or with one grant, is no reason not to read the others.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from worker.codes import Code
from worker.errors import Refused, StoreUnavailable, TransientError, WorkerError
from worker.ports.calendar import Accounts
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours, PrimaryCalendars, Wanted, WorkTimes

AT_ONCE = 2
LATER = timedelta(minutes=10)
"""After a passing failure, or where there is no room in the quota."""


@dataclass(frozen=True, slots=True)
class WorkTimeReader:
    accounts: Accounts
    primary_calendars: PrimaryCalendars
    work_times: WorkTimes

    async def read_due(self) -> bool:
        """Read some of what is due. Never more at once: there is no hurry."""
        for wanted in await self.work_times.due(AT_ONCE):
            await self._read(wanted)
        return False

    async def _read(self, wanted: Wanted) -> None:
        try:
            heard = await self._ask(wanted)
        except StoreUnavailable:  # nothing could be kept
            raise
        except TransientError as error:
            await self.work_times.put_off(wanted, max(LATER, error.retry_after or LATER))
        except Exception as error:  # noqa: BLE001  (what is wrong with one is no reason to stop)
            _tell(error)
            await self.work_times.keep(wanted, None)
        else:
            await self.work_times.keep(wanted, heard)

    async def _ask(self, wanted: Wanted) -> GoogleHours:
        account = await self.accounts.account(wanted.user_id)
        try:
            return await self.primary_calendars.hours(account, wanted.email)
        except Refused as refused:
            if refused.code is Code.CALENDAR_NOT_FOUND:
                return NOTHING_KNOWN
            raise


def _tell(error: Exception) -> None:
    """Tell the operator what stands in the way, and not whose calendar it is."""
    outcome = str(error.code) if isinstance(error, Refused) else type(error).__name__
    logger = structlog.get_logger()
    if isinstance(error, WorkerError):
        logger.info("working hours not read", outcome=outcome)
    else:
        logger.warning("working hours not read", outcome=outcome, exc_info=error)
