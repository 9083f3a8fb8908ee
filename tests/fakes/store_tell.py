"""`worker.store.narration.Tell` that fails, to see what is taken back."""

from typing import NoReturn

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.own_writes import Step


class CannotTell:
    def change(self, account: Account, step: Step, sequence: int) -> NoReturn:
        raise KeyError(step.after.id)

    def snapshot(self, account: Account, event: CalendarEvent, sequence: int, locale: str) -> NoReturn:
        raise KeyError(event.id)

    def completed(self, account: Account, calendar_id: str, sequence: int) -> NoReturn:
        raise KeyError(calendar_id)
