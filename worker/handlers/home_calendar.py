"""Which calendar a command means, by its real address, mostly without asking Google."""

from dataclasses import dataclass

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey
from worker.ports.calendar import Calendar
from worker.ports.calendars import Calendars

PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class HomeCalendar:
    calendars: Calendars
    calendar: Calendar

    async def named(self, account: Account, calendar_id: str | None) -> CalendarInfo:
        """Return a calendar of the account. Raise `Refused` `calendar_not_found`."""
        name = calendar_id or PRIMARY
        known = await self.calendars.known(account, name)
        if known is not None:
            return known
        info = await self.calendar.describe(account, name)
        await self.calendars.remember(account, name, info)
        return info

    async def of_event(self, account: Account, calendar_id: str | None, event_id: str) -> CalendarInfo:
        """Return the calendar named, else the one where this system made the event, else the primary."""
        made_in = calendar_id or await self.calendars.home_of(account.user_id, event_id)
        return await self.named(account, made_in)

    async def has_had(self, account: Account, key: EventKey) -> bool:
        """Tell whether this system made such an event, whatever Google still knows of it."""
        return await self.calendars.home_of(account.user_id, key.event_id) == key.calendar_id
