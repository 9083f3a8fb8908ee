"""`worker.ports.work_times`, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from worker.domain.account import Account
from worker.errors import WorkerError
from worker.ports.clock import Clock
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours, Wanted
from worker.store.work_times import FRESH, READ_AFTER, READ_WITHIN

Key = tuple[str, str]


@dataclass(frozen=True)
class Row:
    heard: GoogleHours = NOTHING_KNOWN
    read_at: datetime | None = None
    due_at: datetime | None = None


class FakeWorkTimes:
    """`WorkTimes` as a table, by user and address."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: dict[Key, Row] = {}

    def know(self, user_id: str, email: str, heard: GoogleHours) -> None:
        """Keep something as if it had just been read."""
        self.rows[user_id, email] = Row(heard, self.clock.now())

    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        keys = {email: (account.user_id, email) for email in emails}
        found = {email: self.rows[key].heard for email, key in keys.items() if key in self.rows}
        for key in keys.values():
            row = self.rows.setdefault(key, Row())
            if row.due_at is None and (row.read_at is None or row.read_at < self.clock.now() - FRESH):
                self.rows[key] = replace(row, due_at=self.clock.now() + READ_AFTER)
        return found

    async def due(self, limit: int) -> Sequence[Wanted]:
        now = self.clock.now()
        waiting = [(row.due_at, key) for key, row in self.rows.items() if row.due_at and row.due_at <= now]
        taken = [key for _, key in sorted(waiting)[:limit]]
        for key in taken:
            self.rows[key] = replace(self.rows[key], due_at=now + READ_WITHIN)
        return [Wanted(*key, now + READ_WITHIN) for key in taken]

    async def keep(self, wanted: Wanted, heard: GoogleHours | None) -> None:
        if row := self._of(wanted):
            kept = row.heard if heard is None else heard
            self.rows[wanted.user_id, wanted.email] = Row(kept, self.clock.now())

    async def put_off(self, wanted: Wanted, wait: timedelta) -> None:
        if row := self._of(wanted):
            later = replace(row, due_at=self.clock.now() + wait)
            self.rows[wanted.user_id, wanted.email] = later

    def _of(self, wanted: Wanted) -> Row | None:
        row = self.rows.get((wanted.user_id, wanted.email))
        return row if row and row.due_at == wanted.until else None


class FakePrimaryCalendars:
    """`PrimaryCalendars` as a table: an error is raised, and whoever is not there is a defect."""

    def __init__(self) -> None:
        self.answers: dict[str, GoogleHours | WorkerError] = {}
        self.asked: list[Key] = []

    async def hours(self, account: Account, email: str) -> GoogleHours:
        self.asked.append((account.user_id, email))
        answer = self.answers[email]
        if isinstance(answer, WorkerError):
            raise answer
        return answer
