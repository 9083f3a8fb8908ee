"""Times as commands give them: RFC 3339 with an offset, or a local time with its zone.

A time that could mean several instants, or none, is never guessed: it is refused, and the
choices are the instants that it may have meant. What comes out is an instant in UTC, to the
whole second, within 2000 to 2199, so that no later arithmetic leaves the calendar.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from worker.domain import zones
from worker.messages.wire import ReadAs, Wire, command_zone

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
LONGEST_ZONE_NAME: Final = 64
MOST_LOOKED_UP: Final = 8

LOCAL_TIME: Final = r"^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$"
"""What the schemas say of a time without an offset; `_RFC_3339` is what reads it."""
_RFC_3339: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)"
    r"(\.[0-9]+)?(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


def is_known_zone(name: str) -> bool:
    try:
        zones.zone(name)
    except zones.UnknownZone:
        return False
    return True


def _known_zone(name: str, info: ValidationInfo) -> str:
    if not is_known_zone(name):
        choices = _near_names(name, info.context or {})
        raise PydanticCustomError("custom", "is not a known IANA time zone", {"choices": choices})
    return name


def _near_names(name: str, context: Mapping[str, Any]) -> list[str]:
    """Return what an unknown zone may have meant; of one body only for the first few of them.

    A look takes milliseconds, and a body has room for hundreds of misspelt names.
    """
    misspelt: set[str] = context.get("misspelt_zones", set())
    misspelt.add(name)
    return list(_looked_up(name)) if len(misspelt) <= MOST_LOOKED_UP else []


@lru_cache(maxsize=1024)
def _looked_up(name: str) -> tuple[str, ...]:
    """Remember what was looked up: a wrong zone often comes with each of many people."""
    return zones.near_names(name)


ZoneName = Annotated[str, Field(min_length=1, max_length=LONGEST_ZONE_NAME), AfterValidator(_known_zone)]
"""An IANA zone name, as `Europe/Bucharest`."""


class LocalTime(Wire):
    """What the clocks of a place show; a time that they skip or repeat is refused."""

    local: Annotated[str, Field(examples=["2026-03-30T10:00"], json_schema_extra={"pattern": LOCAL_TIME})]
    """Date and time without an offset."""
    time_zone: ZoneName
    """The IANA zone of the place."""

    @model_validator(mode="after")
    def _is_one_instant(self) -> "LocalTime":
        self.instant()
        return self

    def instant(self) -> datetime:
        wall = _parsed(self.local)
        if wall.tzinfo is not None:
            raise PydanticCustomError("custom", "must have its `local` without an offset")
        return _only_instant(wall, self.time_zone)


def _form(value: Any) -> str:
    return "@object" if isinstance(value, dict) else "@text"


def _instant(value: str | LocalTime, info: ValidationInfo) -> datetime:
    if isinstance(value, LocalTime):
        return value.instant()
    moment = _parsed(value)
    if moment.tzinfo is None:
        raise PydanticCustomError(
            "custom",
            "has neither an offset nor a time zone",
            {"choices": _choices(moment, command_zone(info))},
        )
    return moment


_Text = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Instant = Annotated[
    datetime,
    ReadAs(
        Annotated[
            Annotated[_Text, Tag("@text")] | Annotated[LocalTime, Tag("@object")], Discriminator(_form)
        ],
        _instant,
    ),
]
"""An instant in UTC, from an RFC 3339 string with an offset or from a `LocalTime`."""


def _parsed(text: str) -> datetime:
    """Return an instant in UTC, or a naive wall time where the text has no offset."""
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise PydanticCustomError("custom", "must be an RFC 3339 time, as `2026-03-30T10:00:00+03:00`")
    year = int(match["date"][:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PydanticCustomError("custom", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    offset = (match["offset"] or "").upper()
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{match['time']}{offset}")
    except ValueError:
        raise PydanticCustomError("custom", "must be a time that exists in the calendar") from None
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _only_instant(wall: datetime, zone_name: str) -> datetime:
    instants = zones.instants_of(wall, zones.zone(zone_name))
    if len(instants) == 1:
        return instants[0]
    problem = "is a time that the clocks repeat" if instants else "is a time that the clocks skip"
    raise PydanticCustomError("custom", problem, {"choices": _choices(wall, zone_name)})


def _choices(wall: datetime, zone_name: str) -> list[str]:
    """Return the instants that a wall time may have meant: its own, or those around a gap."""
    zone = zones.zone(zone_name)
    instants = zones.instants_of(wall, zone) or zones.around_gap(wall, zone)
    return [instant.astimezone(zone).isoformat() for instant in instants]
