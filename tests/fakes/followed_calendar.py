"""What the fake store knows of one calendar."""

from dataclasses import dataclass, field
from datetime import datetime

from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.own_writes import OwnWrite
from worker.domain.versions import Verdict
from worker.ports.synchronisation import Synchronisation
from worker.store.staged import Staged, fate


@dataclass(frozen=True, slots=True)
class Snapshot:
    event: CalendarEvent
    seen_at: int
    doubted_at: int | None = None

    def is_later_than(self, reading: int) -> bool:
        return max(self.seen_at, self.doubted_at or 0) > reading


@dataclass(frozen=True, slots=True)
class Page:
    """A version that was put aside, and what its reading came after."""

    event: CalendarEvent
    settled: bool
    read_after: int


@dataclass(slots=True)
class Followed:
    """One calendar of one user."""

    next_at: datetime
    locale: str = "ro"
    sequence: int = 0
    sync_token: str | None = None
    fence: int = 0
    running: Synchronisation | None = None
    began: int = 0
    began_at: datetime | None = None
    known_as_of: datetime | None = None
    doubted: int = 0
    staged: dict[str, Page] = field(default_factory=dict)
    known: dict[str, Snapshot] = field(default_factory=dict)
    dirty: int | None = None
    """When Google last told of a change that no reading has seen."""
    dirty_at: datetime | None = None
    """When it is to be read for that."""

    def is_due(self, now: datetime, *, polled: bool) -> bool:
        """Tell whether it is to be read."""
        is_marked = self.dirty_at is not None and self.dirty_at <= now
        return self.running is None and (is_marked or (polled and self.next_at <= now))

    def mark(self, order: int, now: datetime) -> None:
        self.dirty, self.dirty_at = order, self.dirty_at or now

    def see_marks(self) -> None:
        """Take the mark away, unless it came while the calendar was read."""
        if self.dirty is not None and self.dirty <= self.began:
            self.dirty = self.dirty_at = None

    def beside(self, page: Page, writes: tuple[OwnWrite, ...]) -> Staged:
        """Return a version that was put aside, with what is known of its event."""
        known = self.known.get(page.event.id)
        return Staged(
            event=page.event,
            settled=page.settled,
            before=known.event if known else None,
            overtaken=known is not None and known.is_later_than(page.read_after),
            writes=writes,
        )

    def missing(self, since: datetime, *, everything: bool) -> tuple[list[CalendarEvent], list[EventKey]]:
        """Return what is gone without a word, and what only a reading of its own can tell."""
        gone: list[CalendarEvent] = []
        unsure: list[EventKey] = []
        for event_id, known in self.known.items():
            page = self.staged.get(event_id)
            if is_doubted(known, page) or is_left_behind(known, page, self):
                unsure.append(known.event.key)
            elif page is None and everything:
                match fate(known.event, since, overtaken=known.seen_at > self.began):
                    case Verdict.LATER:
                        gone.append(known.event)
                    case Verdict.DOUBTFUL:
                        unsure.append(known.event.key)
                    case Verdict.EARLIER:
                        pass
        return gone, unsure


def is_left_behind(known: Snapshot, page: Page | None, followed: Followed) -> bool:
    """Tell whether the series of an instance went, and nothing was said of the instance."""
    series = followed.staged.get(known.event.recurring_event_id or "")
    return series is not None and series.event.is_cancelled and page is None and not known.event.is_cancelled


def is_doubted(known: Snapshot, page: Page | None) -> bool:
    if known.doubted_at is None:
        return False
    return page is None or not page.settled or page.read_after < known.doubted_at
