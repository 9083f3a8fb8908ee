"""Off: Google names the events that are inserted, so a second insert makes a second event."""

from worker.domain.calendar_event import EventDraft
from worker.google import calendar
from worker.google.call import Json
from worker.google.convert import draft_to_google


def off() -> None:
    def nameless(draft: EventDraft) -> Json:
        return {name: value for name, value in draft_to_google(draft).items() if name != "id"}

    calendar.draft_to_google = nameless  # type: ignore[attr-defined]  # what it imports is what it uses
