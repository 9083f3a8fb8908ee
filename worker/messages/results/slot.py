"""A time that can be had, with what speaks for it."""

from typing import Annotated

from pydantic import Field

from worker.domain.interval import Interval
from worker.domain.rank_reason import RankReason
from worker.domain.ranking import RankedSlot
from worker.messages.human_time import HumanTime
from worker.messages.outgoing import Outward
from worker.messages.texts import Texts

Reason = Annotated[str, Field(examples=list(RankReason))]
"""Open: there may come more, as results grow."""


class TimeSpan(Outward):
    """A stretch of time."""

    start: HumanTime
    """When it begins."""
    end: HumanTime
    """When it ends."""

    @classmethod
    def between(cls, interval: Interval, zone_name: str, texts: Texts, locale: str) -> "TimeSpan":
        return cls(
            start=HumanTime.of(interval.start, zone_name, texts, locale),
            end=HumanTime.of(interval.end, zone_name, texts, locale),
        )


class SlotData(Outward):
    """A time for a meeting."""

    start: HumanTime
    """When it begins."""
    end: HumanTime
    """When it ends."""
    score: int | None
    """0 to 100, for comparing the slots of one answer; null for a time that was not searched for."""
    reasons: tuple[Reason, ...]
    """What speaks for the slot, and lastly against it: words for a program, as the examples."""

    @classmethod
    def of(cls, ranked: RankedSlot, zone_name: str, texts: Texts, locale: str) -> "SlotData":
        exact = cls.exact(ranked.slot, zone_name, texts, locale)
        return exact.model_copy(update={"score": ranked.score, "reasons": ranked.reasons})

    @classmethod
    def exact(cls, slot: Interval, zone_name: str, texts: Texts, locale: str) -> "SlotData":
        """Build the slot that a command named itself: nothing ranked it."""
        span = TimeSpan.between(slot, zone_name, texts, locale)
        return cls(start=span.start, end=span.end, score=None, reasons=())
