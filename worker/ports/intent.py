"""A write that is about to be sent: synchronisation knows it by this if it sees the event first."""

from dataclasses import dataclass

from worker.domain.calendar_event import EventDraft, EventKey
from worker.domain.revision import Revision


@dataclass(frozen=True, slots=True)
class Intent:
    event: EventKey
    draft: EventDraft | None
    """What will be written as a new event, `vai_write_id` among it."""
    locale: str
    revision: Revision | None = None
    """What will be changed of one that is there, `vai_write_id` among it. Neither: it will be deleted."""
