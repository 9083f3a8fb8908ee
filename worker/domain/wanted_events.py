"""Which events somebody asks for, by who made them, who comes, and what is said of them.

Words are found anywhere in a word, whatever their case and their diacritics: people leave them out.
Google's own search does not document what it finds, so the same is looked for wherever events come from.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

from worker.domain.calendar_event import CalendarEvent

MADE_BY, OURSELVES = "vai_created_by", "ai_agent"
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class WantedEvents:
    ours_only: bool = True
    participant: str | None = None
    """An address, in lower case."""
    text: str | None = None
    """Words that all have to be there."""

    def takes(self, event: CalendarEvent) -> bool:
        if self.ours_only and event.property_named(MADE_BY) != OURSELVES:
            return False
        if self.participant and not any(one.email.lower() == self.participant for one in event.attendees):
            return False
        return not self.text or _has_words(event, self.text)


def _has_words(event: CalendarEvent, text: str) -> bool:
    said = [event.title, unescape(TAG.sub(" ", event.description)), event.location or ""]
    said += [part for one in event.attendees for part in (one.email, one.name or "")]
    found = plain("\n".join(said))
    return all(word in found for word in plain(text).split())


def plain(text: str) -> str:
    """Return a text without case and diacritics."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
