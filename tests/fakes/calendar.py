"""`worker.ports.calendar`, in memory: it passes the same tests as Google's adapter."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.fakes.events import answered, draft_as_event
from worker.domain.account import Account, CalendarInfo
from worker.domain.availability import Reading, Visibility
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventKey, EventStatus, SendUpdates
from worker.domain.interval import Interval, merge
from worker.errors import (
    AvailabilityUnknown,
    Code,
    ConcurrentChange,
    EventExists,
    EventGone,
    EventNotFound,
    LeaseLost,
    Refused,
    WorkerError,
)
from worker.ports.calendar import Lease

CALL = timedelta(seconds=10)


@dataclass(slots=True)
class FakeAccounts:
    """Everybody whose id is an address acts for themselves, unless refused here."""

    refused: dict[str, Code] = field(default_factory=dict)

    async def account(self, user_id: str) -> Account:
        if user_id in self.refused or "@" not in user_id:
            raise Refused(self.refused.get(user_id, Code.ACCOUNT_NOT_CONNECTED), "no")
        return Account(user_id, user_id.lower())


@dataclass(slots=True)
class FakeLease:
    lost: bool = False
    asked: list[timedelta] = field(default_factory=list)

    def ensure(self, duration: timedelta) -> None:
        self.asked.append(duration)
        if self.lost:
            raise LeaseLost


@dataclass(frozen=True, slots=True)
class Failure:
    """The next call of an operation raises this, before or after it took effect."""

    operation: str
    error: WorkerError
    after_the_effect: bool = False


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
    _versions: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, *calendar_ids: str, time_zone: str = "Europe/Bucharest") -> None:
        self.zones |= dict.fromkeys((one.lower() for one in calendar_ids), time_zone)

    def fail(self, operation: str, error: WorkerError, *, after_the_effect: bool = False) -> None:
        self.failures.append(Failure(operation, error, after_the_effect))

    def put(self, event: CalendarEvent) -> CalendarEvent:
        """Write an event as a person would, or change one: it becomes another version."""
        version = next(self._versions)
        updated = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=version)
        self.events[event.key] = replace(event, etag=f'"{version}"', updated=updated)
        return self.events[event.key]

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

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        lease.ensure(CALL)
        self._begin("delete")
        present = self.events.get(event.key)
        if present is None:
            raise EventNotFound("delete")
        if present.is_cancelled:
            raise EventGone("delete")
        if present.etag != event.etag:
            raise ConcurrentChange("delete")
        self._end("delete", self.put(replace(present, status=EventStatus.CANCELLED)))

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


def blocks(event: CalendarEvent, calendar_id: str) -> bool:
    """Say whether an event makes a calendar busy: its own, or that of a guest who has not declined."""
    if event.is_cancelled or event.transparent:
        return False
    return event.calendar_id == calendar_id or answered(event, calendar_id) not in {None, "declined"}
