"""The `data` of `cancel_meeting` when it succeeded."""

from collections.abc import Iterable

from worker.domain.calendar_event import CalendarEvent
from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData
from worker.messages.results.pending import PendingData
from worker.messages.texts import Texts
from worker.ports.commands import Chore


class CancelledData(Outward):
    """A meeting is not in the calendar any more."""

    event: EventData | None
    """As it was; null where Google keeps nothing of it."""
    already_gone: bool
    """Whether it had been cancelled or deleted before."""
    reason: str | None = None
    """Why, in the words of the command, as plain text; null where it named none."""
    pending: tuple[PendingData, ...] = ()
    """What is still owed, and is finished in the background."""

    @classmethod
    def of(
        cls,
        event: CalendarEvent,
        texts: Texts,
        locale: str,
        *,
        already_gone: bool,
        reason: str | None = None,
        owed: Iterable[Chore] = (),
    ) -> "CancelledData":
        """Show a cancelled event; of a bare tombstone there is nothing to show."""
        shown = EventData.of(event, texts, locale) if event.title or event.when or event.all_day else None
        pending = tuple(map(PendingData.of, owed))
        return cls(event=shown, already_gone=already_gone, reason=reason, pending=pending)
