"""Why a search found what it found, and what to try instead, as results show it."""

from typing import Annotated, Literal

from pydantic import WithJsonSchema

from worker.domain.availability import Visibility
from worker.domain.explanation import Explanation
from worker.domain.relaxations import DropPerson, ExtendDays, Relaxation, ShorterDuration
from worker.domain.suggestions import Suggestion
from worker.messages.outgoing import Outward
from worker.messages.results.slot import SlotData, TimeSpan
from worker.messages.texts import Texts

BlockReason = Literal["busy", "outside_hours", "gap", "hold", "notice", "excluded_day", "unknown"]


class ParticipantBlocksData(Outward):
    """What one person's calendar and hours cost."""

    email: str
    """The person's address."""
    state: Visibility
    """Whether the calendar could be seen."""
    blocks: int
    """How many starts this person blocks."""
    blocks_alone: int
    """How many of them nobody else blocks."""


class Drop(Outward):
    """Do without somebody."""

    drop: str
    """The address of the person to do without."""


class Shorten(Outward):
    """Make the meeting shorter."""

    duration_minutes: int
    """The longest that fits, in minutes."""


class Extend(Outward):
    """Search on for some days more."""

    extend_days: int
    """By how many days the window's end moves, at most 7."""


class RelaxationData(Outward):
    """A small change that would open slots."""

    change: Drop | Shorten | Extend
    """What to change: one of the three."""
    slots: int
    """How many starts it opens."""
    first: TimeSpan
    """The earliest of them."""

    @classmethod
    def of(cls, relaxation: Relaxation, zone_name: str, texts: Texts, locale: str) -> "RelaxationData":
        return cls(
            change=_change(relaxation),
            slots=relaxation.slots,
            first=TimeSpan.between(relaxation.first, zone_name, texts, locale),
        )


def _change(relaxation: Relaxation) -> Drop | Shorten | Extend:
    match relaxation.change:
        case DropPerson(email):
            return Drop(drop=email)
        case ShorterDuration(minutes):
            return Shorten(duration_minutes=minutes)
        case ExtendDays(days):
            return Extend(extend_days=days)


class ExplanationData(Outward):
    """What a search looked at, and what stood in the way."""

    candidates: int
    """How many starts were looked at."""
    blocked: dict[BlockReason, int]
    """How many by each reason; a start with several counts under each."""
    participants: tuple[ParticipantBlocksData, ...]
    """Everybody who was looked at, the user too."""
    relaxations: tuple[RelaxationData, ...]
    """The smallest changes that would open slots; empty where there are some."""

    @classmethod
    def of(cls, explanation: Explanation, zone_name: str, texts: Texts, locale: str) -> "ExplanationData":
        return cls(
            candidates=explanation.candidates,
            blocked={reason.value: number for reason, number in explanation.blocked.items()},
            participants=tuple(
                ParticipantBlocksData(
                    email=each.email, state=each.state, blocks=each.blocks, blocks_alone=each.blocks_alone
                )
                for each in explanation.participants
            ),
            relaxations=tuple(
                RelaxationData.of(each, zone_name, texts, locale) for each in explanation.relaxations
            ),
        )


class SuggestionData(Outward):
    """A day with times that can be had."""

    date: Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
    """An ISO date, in the command's zone."""
    text: str
    """The date in words, in the language of the command."""
    slots: tuple[SlotData, ...]
    """At most three, in order of time."""

    @classmethod
    def of(cls, suggestion: Suggestion, zone_name: str, texts: Texts, locale: str) -> "SuggestionData":
        return cls(
            date=suggestion.date.isoformat(),
            text=texts.day(locale, suggestion.date),
            slots=tuple(SlotData.of(each, zone_name, texts, locale) for each in suggestion.slots),
        )
