"""What the store publishes of an event that a command of ours wrote."""

from dataclasses import dataclass, field

from worker.domain.calendar_event import CalendarEvent
from worker.domain.changes import Origin, compare
from worker.messages.changes.event import encode_event_change
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.commands import Observation, StoredAnswer

CREATED_BY = ("vai_created_by", "ai_agent")


@dataclass(frozen=True, slots=True)
class TellChanges:
    """`worker.store.observe.Tell`: what the schemas in `schemas/changes` describe."""

    texts: Texts = field(repr=False)
    clock: Clock
    of_all_events: bool = False
    """Whether events that this system did not make are published too."""

    def __call__(self, seen: Observation, before: CalendarEvent | None, sequence: int) -> StoredAnswer | None:
        change = compare(before, seen.event)
        if change is None or not (self.of_all_events or is_own(seen.event) or is_own(before)):
            return None
        return encode_event_change(
            account=seen.account,
            before=before,
            after=seen.event,
            change=change,
            origin=Origin.SELF,
            command_id=seen.command_id,
            sequence=sequence,
            as_of=self.clock.now(),
            locale=seen.locale,
            texts=self.texts,
        )


def is_own(event: CalendarEvent | None) -> bool:
    """Tell whether this system made an event. A bare tombstone does not say: its snapshot does."""
    return event is not None and CREATED_BY in event.private
