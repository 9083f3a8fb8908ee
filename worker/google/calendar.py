"""`worker.ports.calendar.Calendar`, on the Google Calendar API v3."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from worker.domain.account import Account, CalendarInfo
from worker.domain.availability import Reading
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventPatch, SendUpdates
from worker.domain.interval import Interval
from worker.google.call import (
    CALENDARS_GET,
    EVENTS_DELETE,
    EVENTS_GET,
    EVENTS_INSERT,
    EVENTS_PATCH,
    Call,
    Json,
    Parameters,
)
from worker.google.client import GoogleClient
from worker.google.convert import draft_to_google, event_from_google, patch_to_google
from worker.google.free_busy_plan import Asking
from worker.google.listing import changes, everything, instances, instances_on, is_long, page_on
from worker.google.merged_free_busy import MergedFreeBusy
from worker.ports.calendar import EventPage, Lease

PRIMARY = "primary"
WITH_CONFERENCE = 1
"""`conferenceDataVersion`: without it Google ignores, on later writes even deletes, the conference."""


@dataclass(frozen=True, slots=True)
class GoogleCalendar:
    client: GoogleClient
    merged: MergedFreeBusy

    async def describe(self, account: Account, calendar_id: str) -> CalendarInfo:
        call = Call(CALENDARS_GET, {"calendarId": calendar_id})
        return await self.client.send(account, call, calendar_info)

    async def free_busy(
        self, account: Account, calendar_ids: Collection[str], window: Interval
    ) -> Mapping[str, Reading]:
        """Ask together with whoever waits for the same credential."""
        real_ids = {one: real_id(account, one).lower() for one in calendar_ids}
        if not real_ids:
            return {}
        readings = await self.merged.read(account, Asking.about(real_ids.values(), window))
        return {one: readings[real] for one, real in real_ids.items()}

    async def get(self, account: Account, calendar_id: str, event_id: str) -> CalendarEvent:
        call = Call(EVENTS_GET, {"calendarId": calendar_id, "eventId": event_id})
        return await self.client.send(account, call, event_on(account, calendar_id))

    async def list_changes(
        self, account: Account, calendar_id: str, sync_token: str, page: str | None = None
    ) -> EventPage:
        return await self._page(account, calendar_id, changes(calendar_id, sync_token, page))

    async def list_everything(
        self, account: Account, calendar_id: str, since: datetime, page: str | None = None
    ) -> EventPage:
        return await self._page(account, calendar_id, everything(calendar_id, since, page))

    async def list_instances(
        self,
        account: Account,
        calendar_id: str,
        window: Interval,
        *,
        ours_only: bool,
        page: str | None = None,
    ) -> EventPage:
        call = instances(calendar_id, window, page, ours_only=ours_only)
        read = instances_on(real_id(account, calendar_id))
        return await self.client.send(account, call, read, is_long)

    async def insert(
        self, account: Account, calendar_id: str, draft: EventDraft, send_updates: SendUpdates, lease: Lease
    ) -> CalendarEvent:
        parameters: Parameters = {
            "calendarId": calendar_id,
            "conferenceDataVersion": WITH_CONFERENCE,
            "sendUpdates": send_updates.value,
        }
        call = Call(EVENTS_INSERT, parameters, body=draft_to_google(draft), lease=lease)
        return await self.client.send(account, call, event_on(account, calendar_id))

    async def patch(
        self,
        account: Account,
        event: CalendarEvent,
        patch: EventPatch,
        send_updates: SendUpdates,
        lease: Lease,
    ) -> CalendarEvent:
        parameters: Parameters = {
            "calendarId": event.calendar_id,
            "eventId": event.id,
            "conferenceDataVersion": WITH_CONFERENCE,
            "sendUpdates": send_updates.value,
        }
        call = Call(EVENTS_PATCH, parameters, patch_to_google(patch), if_match=event.etag, lease=lease)
        return await self.client.send(account, call, event_on(account, event.calendar_id))

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        parameters = {
            "calendarId": event.calendar_id,
            "eventId": event.id,
            "sendUpdates": send_updates.value,
        }
        call = Call(EVENTS_DELETE, parameters, if_match=event.etag, lease=lease)
        await self.client.send(account, call, nothing)

    async def _page(self, account: Account, calendar_id: str, call: Call) -> EventPage:
        return await self.client.send(account, call, page_on(real_id(account, calendar_id)), is_long)


def real_id(account: Account, calendar_id: str) -> str:
    return account.address if calendar_id == PRIMARY else calendar_id


def event_on(account: Account, calendar_id: str) -> partial[CalendarEvent]:
    return partial(event_from_google, real_id(account, calendar_id))


def calendar_info(body: Json) -> CalendarInfo:
    return CalendarInfo(id=body["id"], time_zone=body["timeZone"])


def nothing(_body: object) -> None:
    """Read nothing: a deletion is answered with an empty body."""
