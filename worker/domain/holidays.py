"""Public holidays: the local dates on which people of a place do not meet. They come in from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

DaysOff = frozenset[date]


@dataclass(frozen=True, slots=True)
class Holidays:
    by_zone: Mapping[str, DaysOff]
    """By the name of a zone that lies in one country, as zones do."""

    def of(self, zone: ZoneInfo) -> DaysOff:
        return self.by_zone.get(zone.key, frozenset())


NO_HOLIDAYS = Holidays({})
