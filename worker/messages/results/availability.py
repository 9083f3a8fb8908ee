"""What a search found, or why it found nothing: the `data` of `check_availability` and of `no_slot`."""

from datetime import datetime

from worker.domain.search import SearchResult
from worker.domain.search_request import not_visible
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.results.explanation import ExplanationData, SuggestionData
from worker.messages.results.slot import SlotData
from worker.messages.texts import Texts


class NoSlotData(Outward):
    """Nothing fits: why, and what to try instead."""

    explanation: ExplanationData
    """Why nothing was found."""
    suggestions: tuple[SuggestionData, ...]
    """Up to three slots on each of the next seven days."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
    as_of: UtcInstant
    """When the calendars were read."""

    @classmethod
    def of(cls, found: SearchResult, as_of: datetime, texts: Texts, locale: str) -> "NoSlotData":
        zone_name = found.request.zone.key
        return cls(
            explanation=ExplanationData.of(found.explanation, zone_name, texts, locale),
            suggestions=tuple(
                SuggestionData.of(each, zone_name, texts, locale) for each in found.suggestions
            ),
            unknown_participants=not_visible(found.request.people),
            as_of=as_of,
        )


class AvailabilityData(Outward):
    """The times that were found, and what stood in the way of others."""

    slots: tuple[SlotData, ...]
    """In order of rank, the best first."""
    explanation: ExplanationData
    """Why these were found, and no others."""
    suggestions: tuple[SuggestionData, ...]
    """Up to three slots on each of the next seven days."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""
    as_of: UtcInstant
    """When the calendars were read."""

    @classmethod
    def of(
        cls, found: SearchResult, limit: int, as_of: datetime, texts: Texts, locale: str
    ) -> "AvailabilityData":
        rest = NoSlotData.of(found, as_of, texts, locale)
        slots = (SlotData.of(each, found.request.zone.key, texts, locale) for each in found.slots[:limit])
        return cls(
            slots=tuple(slots),
            explanation=rest.explanation,
            suggestions=rest.suggestions,
            unknown_participants=rest.unknown_participants,
            as_of=as_of,
        )
