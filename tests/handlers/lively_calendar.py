"""A fake calendar around which life goes on."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isawaitable

from tests.fakes.calendar import FakeCalendar
from worker.domain.account import Account
from worker.domain.availability import Reading
from worker.domain.calendar_event import (
    CalendarEvent,
    EventDraft,
    EventPatch,
    SendUpdates,
)
from worker.domain.interval import Interval
from worker.errors import WorkerError
from worker.ports.calendar import EventPage, Lease


@dataclass(slots=True)
class LivelyCalendar(FakeCalendar):
    """A calendar where something happens between a reading and what is made of it."""

    after_reading: list[Callable[[], object]] = field(default_factory=list)
    """Each is called once, after one `free_busy`."""
    failing_inserts: dict[int, WorkerError] = field(default_factory=dict)
    """What inserts raise, by how many more go well before."""

    failing_deletes: dict[str, WorkerError] = field(default_factory=dict)
    """What the next deletion of an event raises."""
    deletions: list[tuple[str, str, SendUpdates]] = field(default_factory=list)
    """The events that were to be deleted, their versions, and whom Google was to tell."""
    before_insert: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """Each is awaited once, by an insert that then goes on."""
    before_patch: list[Callable[[], object]] = field(default_factory=list)
    """Each is called once, and awaited where it has to be, by a patch that then goes on."""
    after_page: list[Callable[[], object]] = field(default_factory=list)
    """Each is called once, after one page of a list was given."""
    on_get: Callable[[], object] = field(default=lambda: None)

    def fail_insert(self, skip: int, error: WorkerError) -> None:
        """Let one insert fail, after so many that go well, or are told that the event is there."""
        self.failing_inserts[skip] = error

    async def insert(
        self, account: Account, calendar_id: str, draft: EventDraft, send_updates: SendUpdates, lease: Lease
    ) -> CalendarEvent:
        failing = self.failing_inserts.pop(0, None)
        self.failing_inserts = {skip - 1: error for skip, error in self.failing_inserts.items()}
        if failing:
            raise failing
        if self.before_insert:
            await self.before_insert.pop(0)()
        return await FakeCalendar.insert(self, account, calendar_id, draft, send_updates, lease)

    async def free_busy(
        self, account: Account, calendar_ids: Collection[str], window: Interval
    ) -> Mapping[str, Reading]:
        readings = await FakeCalendar.free_busy(self, account, calendar_ids, window)
        if self.after_reading:
            self.after_reading.pop(0)()
        return readings

    async def list_changes(
        self, account: Account, calendar_id: str, sync_token: str, page: str | None = None
    ) -> EventPage:
        return self._given(await FakeCalendar.list_changes(self, account, calendar_id, sync_token, page))

    async def list_everything(
        self, account: Account, calendar_id: str, since: datetime, page: str | None = None
    ) -> EventPage:
        return self._given(await FakeCalendar.list_everything(self, account, calendar_id, since, page))

    def _given(self, page: EventPage) -> EventPage:
        if self.after_page:
            self.after_page.pop(0)()
        return page

    async def patch(
        self,
        account: Account,
        event: CalendarEvent,
        patch: EventPatch,
        send_updates: SendUpdates,
        lease: Lease,
    ) -> CalendarEvent:
        if self.before_patch:
            done = self.before_patch.pop(0)()
            if isawaitable(done):
                await done
        return await FakeCalendar.patch(self, account, event, patch, send_updates, lease)

    def fail_delete_of(self, event_id: str, error: WorkerError) -> None:
        self.failing_deletes[event_id] = error

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        self.deletions.append((event.id, event.etag, send_updates))
        if event.id in self.failing_deletes:
            raise self.failing_deletes.pop(event.id)
        await FakeCalendar.delete(self, account, event, send_updates, lease)

    async def get(self, account: Account, calendar_id: str, event_id: str) -> CalendarEvent:
        self.on_get()
        return await FakeCalendar.get(self, account, calendar_id, event_id)
