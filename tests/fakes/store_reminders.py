"""`worker.ports.reminders.Reminders`, in memory: it passes the same tests as PostgreSQL's adapter."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.followed_calendar import Followed
from tests.fakes.store_synchronisation import FakeSynchronisations
from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.due_reminders import DueReminder, due_reminders, is_to_be_told, known_since
from worker.messages.changes.key import change_key
from worker.messages.changes.reminder_due import encode_reminder_due
from worker.messages.texts import Texts
from worker.ports.reminders import Told

SEEN_WITHIN = timedelta(hours=1)
Waiting = tuple[str, str, str, DueReminder]
"""`user_id`, calendar, event and reminder."""


@dataclass(slots=True)
class FakeReminders:
    synchronisations: FakeSynchronisations
    texts: Texts
    waiting: set[Waiting] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.synchronisations.remember.append(self._follow)

    @property
    def now(self) -> datetime:
        return self.synchronisations.commands.clock.now()

    async def tell_due(self, limit: int) -> Told:
        due = sorted(
            (one for one in self.waiting if one[3].due_at <= self.now), key=lambda one: one[3].due_at
        )
        late = [self.now - one[3].due_at for one in due[:limit] if self._tell(one)]
        self.waiting -= {*due[:limit]}
        return Told(late, len(due[:limit]) - len(late))

    def _tell(self, waiting: Waiting) -> bool:
        user_id, calendar_id, event_id, due = waiting
        followed = self.synchronisations.followed[user_id, calendar_id]
        event = followed.known[event_id].event
        if not is_to_be_told(due, event, self.now):
            return False
        record = encode_reminder_due(
            account=Account(user_id, calendar_id),
            event=event,
            reminder=due.reminder,
            as_of=self.now,
            locale=followed.locale,
            texts=self.texts,
        )
        self.synchronisations.outbox.append(change_key(user_id, calendar_id), record.value, record.headers)
        return True

    def _follow(self, followed: Followed, seen: CalendarEvent, before: CalendarEvent | None) -> None:
        calendars = self.synchronisations.followed.items()
        user_id, calendar_id = next(key for key, one in calendars if one is followed)
        now, then = due_reminders(seen), due_reminders(before)
        since = max(min(known_since(seen, before) or self.now, self.now), self.now - SEEN_WITHIN)
        gone = {one for one in self.waiting if one[2] == seen.id and one[3] not in now}
        new = {(user_id, calendar_id, seen.id, due) for due in now - then if due.due_at > since}
        self.waiting = (self.waiting - gone) | new
