"""What the store publishes of events: the records that the schemas in `schemas/changes` describe."""

from dataclasses import dataclass, field

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.own_writes import Step
from worker.messages.changes.event import encode_event_change
from worker.messages.changes.snapshot import encode_event_snapshot, encode_snapshot_completed
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.commands import StoredAnswer

CREATED_BY = ("vai_created_by", "ai_agent")


@dataclass(frozen=True, slots=True)
class TellChanges:
    """`worker.store.narration.Tell`."""

    texts: Texts = field(repr=False)
    clock: Clock
    of_all_events: bool = False
    """Whether events that this system did not make are published too."""

    def change(self, account: Account, step: Step, sequence: int) -> StoredAnswer | None:
        if not (self.is_told(step.after) or self.is_told(step.before)):
            return None
        return encode_event_change(
            account=account,
            before=step.before,
            after=step.after,
            change=step.change,
            origin=step.author.origin,
            command_id=step.author.command_id,
            sequence=sequence,
            as_of=self.clock.now(),
            locale=step.author.locale,
            texts=self.texts,
        )

    def snapshot(
        self, account: Account, event: CalendarEvent, sequence: int, locale: str
    ) -> StoredAnswer | None:
        if not self.is_told(event):
            return None
        return encode_event_snapshot(
            account=account,
            event=event,
            sequence=sequence,
            as_of=self.clock.now(),
            locale=locale,
            texts=self.texts,
        )

    def completed(self, account: Account, calendar_id: str, sequence: int) -> StoredAnswer:
        return encode_snapshot_completed(
            user_id=account.user_id, calendar_id=calendar_id, sequence=sequence, as_of=self.clock.now()
        )

    def is_told(self, event: CalendarEvent | None) -> bool:
        return event is not None and (self.of_all_events or CREATED_BY in event.private)
