"""Which calendar a command means, by its real address, mostly without asking Google."""

from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import CalendarEvent, EventKey, EventStatus
from worker.errors import EventNotFound, Refused
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

    async def event(self, account: Account, key: EventKey) -> CalendarEvent:
        """Return an event as it is now; one of ours that Google has forgotten as a bare tombstone.

        Raise `Refused` `event_not_found`.
        """
        try:
            return await self.calendar.get(account, key.calendar_id, key.event_id)
        except EventNotFound as error:
            if await self.has_had(account, key):
                return CalendarEvent(key.event_id, key.calendar_id, "", EventStatus.CANCELLED)
            raise Refused(Code.EVENT_NOT_FOUND, "there is no such event in this calendar") from error

    async def has_had(self, account: Account, key: EventKey) -> bool:
        """Tell whether this system made such an event, whatever Google still knows of it."""
        return await self.calendars.home_of(account.user_id, key.event_id) == key.calendar_id
