"""When the user is at work in whose calendar something is to be done.

Nothing is asked of Google for it: what the store knows by now is good enough to remind at a better hour.
"""

from dataclasses import dataclass

from worker.domain.account import Account
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.work_time import WorkTime
from worker.domain.working_hours import OFFICE_HOURS
from worker.domain.zones import zone
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours, WorkTimes


@dataclass(frozen=True, slots=True)
class OwnTime:
    holidays: Holidays = NO_HOLIDAYS
    work_times: WorkTimes | None = None

    async def of(self, account: Account, zone_name: str) -> WorkTime:
        """Return when the user is at work, by the clocks of a zone unless another is known."""
        known = await self._known(account)
        place = known.zone or zone(zone_name)
        hours = OFFICE_HOURS if known.hours is None else known.hours
        return WorkTime(place, hours, days_off=self.holidays.of(place))

    async def _known(self, account: Account) -> GoogleHours:
        if self.work_times is None:
            return NOTHING_KNOWN
        known = await self.work_times.known(account, [account.address])
        return known.get(account.address, NOTHING_KNOWN)
