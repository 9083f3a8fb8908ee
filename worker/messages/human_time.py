"""How instants go out: as text in UTC for machines, and in four forms where a person reads them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Final

from pydantic import AwareDatetime, PlainSerializer, WithJsonSchema

from worker.domain.zones import zone
from worker.messages.outgoing import Outward
from worker.messages.texts import Texts

_MINUTE: Final = timedelta(minutes=1)


def utc_text(instant: datetime, timespec: str = "milliseconds") -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


UtcInstant = Annotated[
    AwareDatetime,
    PlainSerializer(utc_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A technical instant: RFC 3339, in UTC, to the millisecond."""


OffsetTime = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""RFC 3339, to the second."""


class HumanTime(Outward):
    """A time that a person will read."""

    utc: OffsetTime
    """RFC 3339 in UTC."""
    local: OffsetTime
    """The same instant as the clocks of `time_zone` show it, with their offset."""
    time_zone: str
    """The IANA zone."""
    text: str
    """The local time in words, in the command's language; in a change in that of its calendar's last one."""

    @classmethod
    def of(cls, instant: datetime, zone_name: str, texts: Texts, locale: str) -> "HumanTime":
        return cls(
            utc=utc_text(instant, "seconds"),
            local=_local_text(instant, zone_name),
            time_zone=zone_name,
            text=texts.when(locale, instant, zone_name),
        )


def _local_text(instant: datetime, zone_name: str) -> str:
    """Write an instant with its offset, which RFC 3339 has in whole minutes.

    Clocks of a hundred years ago had seconds in it, and birthdays begin there: it is rounded up, so that
    a midnight keeps its day.
    """
    offset = instant.astimezone(zone(zone_name)).utcoffset() or timedelta(0)
    return instant.astimezone(timezone(-(-offset // _MINUTE) * _MINUTE)).isoformat(timespec="seconds")
