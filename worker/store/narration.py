"""What the world is told of a calendar's events, under numbers that only rise.

Whoever saw an event, a command or a synchronisation, it is told here, so that nothing is told
in two ways, and nothing twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.own_writes import Author, OwnWrite, Step, steps
from worker.ports.commands import Headers, StoredAnswer


class Tell(Protocol):
    """Says what is published."""

    def change(self, account: Account, step: Step, sequence: int) -> StoredAnswer | None:
        """Return a change under that number, or None if it is nobody's business."""
        ...

    def snapshot(
        self, account: Account, event: CalendarEvent, sequence: int, locale: str
    ) -> StoredAnswer | None:
        """Return an event as it is, or None if it is nobody's business."""
        ...

    def completed(self, account: Account, calendar_id: str, sequence: int) -> StoredAnswer:
        """Return the end mark of snapshots."""
        ...


@dataclass(slots=True)
class Narrator:
    """Tells of one calendar. Its row is locked, so nobody else counts on meanwhile."""

    tell: Tell = field(repr=False)
    account: Account
    calendar_id: str
    sequence: int
    """The last number that was given."""
    trace: Headers = ()
    records: list[StoredAnswer] = field(default_factory=list)
    """What was told and not taken yet, in order."""
    own: list[tuple[str, str]] = field(default_factory=list)
    """Commands whose writes were told and not taken yet, and the event of each."""
    told: int = 0
    """Changes and snapshots; the end mark is none."""
    changed: int = 0
    """Events of which there was something to tell, whether or not it is anybody's business."""

    def change(
        self,
        before: CalendarEvent | None,
        seen: CalendarEvent,
        writes: Iterable[OwnWrite],
        otherwise: Author,
    ) -> None:
        """Tell what happened between two versions of an event."""
        happened = steps(before, seen, writes, otherwise)
        for step in happened:
            self.told += self._add(self.tell.change(self.account, step, self.sequence + 1))
            if step.author.command_id is not None:
                self.own.append((step.author.command_id, seen.id))
        self.changed += bool(happened)

    def snapshot(self, event: CalendarEvent, locale: str) -> None:
        self.told += self._add(self.tell.snapshot(self.account, event, self.sequence + 1, locale))

    def completed(self) -> None:
        self._add(self.tell.completed(self.account, self.calendar_id, self.sequence + 1))

    def take(self) -> list[StoredAnswer]:
        """Return what was told since the last time."""
        taken, self.records = self.records, []
        return taken

    def take_own(self) -> list[tuple[str, str]]:
        taken, self.own = self.own, []
        return taken

    def _add(self, record: StoredAnswer | None) -> bool:
        """Give a record its number. Return whether there is one."""
        if record is None:
            return False
        self.sequence += 1
        self.records.append(StoredAnswer(record.value, record.headers + self.trace))
        return True
