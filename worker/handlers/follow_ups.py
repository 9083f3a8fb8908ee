"""The events that go with a meeting: made after it, deleted with it, and never a reason to fail.

The meeting is the command's main write. What cannot be written for its follow-ups now is
left as a chore, stored with the answer and finished in the background. Follow-ups are
written one after the other: Google throttles bursts of writes to one calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventKey, EventStatus, SendUpdates
from worker.errors import EventExists, EventGone, EventNotFound, GoogleSaid, Refused, TransientError
from worker.ports.calendar import Calendar, Lease
from worker.ports.calendars import Calendars
from worker.ports.commands import Chore, ChoreAction, Claim
from worker.ports.stored_draft import pack_draft


@dataclass(frozen=True, slots=True)
class FollowUps:
    calendar: Calendar
    calendars: Calendars

    async def create_all(
        self, account: Account, claim: Claim, calendar_id: str, drafts: Sequence[EventDraft], locale: str
    ) -> tuple[list[CalendarEvent], list[Chore]]:
        """Write the follow-ups. Return those that are there, and what is owed."""
        made: list[CalendarEvent] = []
        owed: list[Chore] = []
        for draft in drafts:
            try:
                made.append(await self.create(account, calendar_id, draft, claim.lease))
            except (TransientError, Refused, GoogleSaid):
                owed.append(_creation(claim, calendar_id, draft, locale))
        return made, owed

    async def create(
        self, account: Account, calendar_id: str, draft: EventDraft, lease: Lease
    ) -> CalendarEvent:
        """Write one follow-up, or return it if an earlier try did."""
        try:
            return await self.calendar.insert(account, calendar_id, draft, SendUpdates.NONE, lease)
        except EventExists:
            return await self.calendar.get(account, calendar_id, draft.id)

    async def of(self, meeting: EventKey) -> list[EventKey]:
        """Return the follow-ups that this system made for a meeting."""
        return await self.calendars.follow_ups(meeting)

    async def delete_all(
        self, account: Account, claim: Claim, follow_ups: Sequence[EventKey], locale: str
    ) -> tuple[list[CalendarEvent], list[Chore]]:
        """Delete follow-ups. Return the last versions of what is gone, and what is owed."""
        gone: list[CalendarEvent] = []
        owed: list[Chore] = []
        for key in follow_ups:
            try:
                event = await self.delete(account, key, claim.lease)
            except (TransientError, Refused, GoogleSaid):
                owed.append(_deletion(claim, key, locale))
            else:
                gone.extend([event] if event else [])
        return gone, owed

    async def delete(self, account: Account, key: EventKey, lease: Lease) -> CalendarEvent | None:
        """Delete one follow-up. Return it, or None where there is nothing left to tell of."""
        try:
            event = await self.calendar.get(account, key.calendar_id, key.event_id)
            if not event.is_cancelled:
                await self.calendar.delete(account, event, SendUpdates.NONE, lease)
        except (EventNotFound, EventGone):
            return None
        return event


def as_cancelled(event: CalendarEvent) -> CalendarEvent:
    """Return what a deleted event was, as it is now."""
    return replace(event, status=EventStatus.CANCELLED)


def _creation(claim: Claim, calendar_id: str, draft: EventDraft, locale: str) -> Chore:
    return Chore(
        ChoreAction.CREATE_FOLLOW_UP,
        claim.user_id,
        claim.command_id,
        EventKey(calendar_id, draft.id),
        draft=pack_draft(draft),
        locale=locale,
    )


def _deletion(claim: Claim, key: EventKey, locale: str) -> Chore:
    return Chore(ChoreAction.DELETE_FOLLOW_UP, claim.user_id, claim.command_id, key, locale=locale)
