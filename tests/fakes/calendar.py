"""`worker.ports.calendar`, in memory: it passes the same tests as Google's adapter."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.fakes.events import blocks, draft_as_event, is_listed, patched_by_google
from tests.fakes.failure import Failure
from worker.codes import Code
from worker.domain.account import Account, CalendarInfo
from worker.domain.availability import Reading, Visibility
from worker.domain.calendar_event import (
    CalendarEvent,
    EventDraft,
    EventKey,
    EventPatch,
    EventStatus,
    SendUpdates,
)
from worker.domain.instances import happenings
from worker.domain.interval import Interval, merge
from worker.domain.wanted_events import WantedEvents
from worker.domain.zones import zone
from worker.errors import (
    AvailabilityUnknown,
    ConcurrentChange,
    EventExists,
    EventGone,
    EventNotFound,
    LeaseLost,
    Refused,
    SyncTokenExpired,
    WorkerError,
)
from worker.ports.calendar import EventPage, Lease

CALL = timedelta(seconds=10)


@dataclass(slots=True)
class FakeLease:
    lost: bool = False
    asked: list[timedelta] = field(default_factory=list)

    def ensure(self, duration: timedelta) -> None:
        self.asked.append(duration)
        if self.lost:
            raise LeaseLost


@dataclass(slots=True)
class FakeCalendar:
    zones: dict[str, str] = field(default_factory=dict)
    """The calendars there are, by lower-case id, and their zones."""
    events: dict[EventKey, CalendarEvent] = field(default_factory=dict)
    """Tombstones too: ids are used once."""
    hidden: set[str] = field(default_factory=set)
    """Calendars that nobody but their owner sees."""
    unreadable: set[str] = field(default_factory=set)
    """Calendars that cannot be read for a passing reason."""
    failures: list[Failure] = field(default_factory=list)
    """Used up in order, each by the next call of its operation."""
    calls: list[str] = field(default_factory=list)
    """The operations called, in order."""
    drafts: list[tuple[EventDraft, SendUpdates]] = field(default_factory=list)
    patches: list[tuple[EventKey, EventPatch, SendUpdates]] = field(default_factory=list)
    """Those that took effect, in order."""
    page_size: int = 1000
    lists: list[tuple[datetime | None, str | None, str | None]] = field(default_factory=list)
    """Each page asked for: since when, or with which sync token, and which page."""
    _versions: Iterator[int] = field(default_factory=lambda: count(1))
    _changed: dict[EventKey, int] = field(default_factory=dict)
    """The version of each event's last change, in order of their first."""
    _expired: int = -1
    """Sync tokens up to this one are no longer known."""

    def add(self, *calendar_ids: str, time_zone: str = "Europe/Bucharest") -> None:
        self.zones |= dict.fromkeys((one.lower() for one in calendar_ids), time_zone)

    def fail(self, operation: str, error: WorkerError, *, after_the_effect: bool = False) -> None:
        self.failures.append(Failure(operation, error, after_the_effect))

    def put(self, event: CalendarEvent) -> CalendarEvent:
        """Write an event as a person would, or change one: it becomes another version."""
        version = next(self._versions)
        self._changed[event.key] = version
        updated = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=version)
        self.events[event.key] = replace(event, etag=f'"{version}"', updated=updated)
        return self.events[event.key]

    def forget(self, event: EventKey) -> None:
        """Let a tombstone vanish, as Google does in the end."""
        del self.events[event]
        self._changed.pop(event, None)

    def expire_sync_tokens(self) -> None:
        self._expired = next(self._versions)

    async def describe(self, account: Account, calendar_id: str) -> CalendarInfo:
        self._begin("describe")
        real = self._real(account, calendar_id)
        return CalendarInfo(real, self.zones[real])

    async def free_busy(
        self, account: Account, calendar_ids: Collection[str], window: Interval
    ) -> Mapping[str, Reading]:
        self._begin("free_busy")
        if self.unreadable & {one.lower() for one in calendar_ids}:
            raise AvailabilityUnknown("internalError")
        return {one: self._reading(account, one.lower(), window) for one in calendar_ids}

    async def get(self, account: Account, calendar_id: str, event_id: str) -> CalendarEvent:
        self._begin("get")
        found = self.events.get(EventKey(self._named(account, calendar_id), event_id))
        if found is None:
            raise EventNotFound("get")
        return found

    async def list_changes(
        self, account: Account, calendar_id: str, sync_token: str, page: str | None = None
    ) -> EventPage:
        self._begin("list_changes")
        self.lists.append((None, sync_token, page))
        if int(sync_token) <= self._expired:
            raise SyncTokenExpired("list_changes")
        real = self._real(account, calendar_id)
        return self._page(real, page, lambda event: self._changed.get(event.key, 0) > int(sync_token))

    async def list_everything(
        self, account: Account, calendar_id: str, since: datetime, page: str | None = None
    ) -> EventPage:
        self._begin("list_everything")
        self.lists.append((since, None, page))
        real = self._real(account, calendar_id)
        return self._page(real, page, lambda event: is_listed(event, since))

    async def list_instances(
        self,
        account: Account,
        calendar_id: str,
        window: Interval,
        *,
        ours_only: bool,
        page: str | None = None,
    ) -> EventPage:
        self._begin("list_instances")
        real = self._real(account, calendar_id)
        known = [event for event in self.events.values() if event.calendar_id == real]
        wanted, first = WantedEvents(ours_only), int(page or "0")
        ordered = reversed(happenings(known, window, zone(self.zones[real])))
        # Google says nothing of the order of what starts at one time: here it is the least handy one.
        found = [one.event for one in sorted(ordered, key=lambda one: one.span.start)]
        rest = [event for event in found if wanted.takes(event)][first:]
        next_page = str(first + self.page_size) if len(rest) > self.page_size else None
        return EventPage(tuple(rest[: self.page_size]), next_page, None)

    async def insert(
        self, account: Account, calendar_id: str, draft: EventDraft, send_updates: SendUpdates, lease: Lease
    ) -> CalendarEvent:
        lease.ensure(CALL)
        self._begin("insert")
        event = draft_as_event(draft, self._real(account, calendar_id))
        if event.key in self.events:
            raise EventExists("insert")
        self.drafts.append((draft, send_updates))
        return self._end("insert", self.put(event))

    async def patch(
        self,
        account: Account,
        event: CalendarEvent,
        patch: EventPatch,
        send_updates: SendUpdates,
        lease: Lease,
    ) -> CalendarEvent:
        lease.ensure(CALL)
        self._begin("patch")
        present = self._present("patch", event)
        self.patches.append((event.key, patch, send_updates))
        return self._end("patch", self.put(patched_by_google(present, patch)))

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        lease.ensure(CALL)
        self._begin("delete")
        present = self._present("delete", event)
        self._end("delete", self.put(replace(present, status=EventStatus.CANCELLED)))

    def _present(self, operation: str, event: CalendarEvent) -> CalendarEvent:
        """Return the event if it is still the version that was read."""
        present = self.events.get(event.key)
        if present is None:
            raise EventNotFound(operation)
        if present.is_cancelled:
            raise EventGone(operation)
        if present.etag != event.etag:
            raise ConcurrentChange(operation)
        return present

    def _page(self, calendar_id: str, page: str | None, wanted: Callable[[CalendarEvent], bool]) -> EventPage:
        """Return a page; what changes while one pages is told by the token that the last page gives."""
        token, first = page.split("/") if page else (str(max(self._changed.values(), default=0)), "0")
        events: list[CalendarEvent] = []
        for place, key in enumerate(self._changed):
            event = self.events[key]
            if place < int(first) or key.calendar_id != calendar_id or not wanted(event):
                continue
            if len(events) == self.page_size:
                return EventPage(tuple(events), f"{token}/{place}", None)
            events.append(event)
        return EventPage(tuple(events), None, token)

    def _begin(self, operation: str) -> None:
        self.calls.append(operation)
        self._raise_next(operation, after_the_effect=False)

    def _end(self, operation: str, event: CalendarEvent) -> CalendarEvent:
        self._raise_next(operation, after_the_effect=True)
        return event

    def _raise_next(self, operation: str, *, after_the_effect: bool) -> None:
        for failure in self.failures:
            if (failure.operation, failure.after_the_effect) == (operation, after_the_effect):
                self.failures.remove(failure)
                raise failure.error

    def _named(self, account: Account, calendar_id: str) -> str:
        return account.address if calendar_id == "primary" else calendar_id.lower()

    def _real(self, account: Account, calendar_id: str) -> str:
        named = self._named(account, calendar_id)
        if named not in self.zones or self._is_hidden(account, named):
            raise Refused(Code.CALENDAR_NOT_FOUND, named)
        return named

    def _is_hidden(self, account: Account, calendar_id: str) -> bool:
        return calendar_id in self.hidden and calendar_id != account.address

    def _reading(self, account: Account, calendar_id: str, window: Interval) -> Reading:
        if calendar_id not in self.zones or self._is_hidden(account, calendar_id):
            return Reading(Visibility.NOT_VISIBLE)
        busy = (
            one.when.clipped(window) for one in self.events.values() if one.when and blocks(one, calendar_id)
        )
        return Reading(Visibility.READABLE, tuple(merge(one for one in busy if one)))
