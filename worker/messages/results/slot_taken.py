"""The `data` of `slot_taken`: why one exact time cannot be had, and what can."""

from collections.abc import Iterable

from worker.domain.ranking import RankedSlot
from worker.domain.slot_check import Blocker
from worker.messages.outgoing import Outward
from worker.messages.results.blocked_by import BlockedByData
from worker.messages.results.slot import SlotData
from worker.messages.texts import Texts


class SlotTakenData(Outward):
    """One exact time cannot be had."""

    blocked_by: tuple[BlockedByData, ...]
    """Everything that stands in its way."""
    alternatives: tuple[SlotData, ...]
    """The next best times, if any were looked for."""
    unknown_participants: tuple[str, ...]
    """Addresses whose calendars cannot be seen."""

    @classmethod
    def of(
        cls,
        blockers: Iterable[Blocker],
        alternatives: Iterable[RankedSlot],
        unknown: Iterable[str],
        zone_name: str,
        texts: Texts,
        locale: str,
    ) -> "SlotTakenData":
        return cls(
            blocked_by=tuple(map(BlockedByData.of, blockers)),
            alternatives=tuple(SlotData.of(each, zone_name, texts, locale) for each in alternatives),
            unknown_participants=tuple(unknown),
        )
