"""RFC 3339 timestamps and time zones, as strictly as Google reads them.

Instants are kept in UTC and rendered in a zone only on the way out. Python compares two
datetimes of one zone by wall clock, so no zoned datetime leaves this file.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?")
NO_ZONES = re.compile(r"(posix|right)/|(localtime|posixrules|Factory)$")
FIRST = datetime(2, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""How far bounds of lists reach: what is computed of them stays within what Python can count."""


def parse(text: object) -> datetime | None:
    """Read a timestamp; naive if it has no offset, None if it is not RFC 3339."""
    if not isinstance(text, str) or not RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def parse_instant(text: object) -> datetime | None:
    """Read a timestamp whose offset is mandatory. Milliseconds are ignored [D].

    What is out of reach is moved to its edge: clients write the year 1 or 9999 for "no bound".
    """
    read = parse(text)
    if read is None or read.tzinfo is None:
        return None
    if not EARLIEST.year <= read.year < LATEST.year:
        return EARLIEST if read.year < EARLIEST.year else LATEST
    return read.astimezone(UTC).replace(microsecond=0)


def parse_date(text: object) -> date | None:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def zone(name: object) -> ZoneInfo | None:
    """Return an IANA zone; Google knows no other names [S19], some of which lie beside them on disk."""
    if not isinstance(name, str) or NO_ZONES.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def at_wall_time(local: datetime, place: ZoneInfo, fold: int) -> datetime:
    """Return the instant of a naive wall time; `fold` picks one where the clocks go back."""
    return local.replace(tzinfo=place, fold=fold).astimezone(UTC)


def before(instant: datetime, length: timedelta) -> datetime:
    """Return an instant so much earlier, or the earliest that can be told in every zone."""
    return instant - min(length, instant - FIRST)


def midnight(day: date, place: ZoneInfo) -> datetime:
    return at_wall_time(datetime.combine(day, time.min), place, fold=0)


def render(instant: datetime, place: ZoneInfo) -> str:
    """Write an instant in a zone, with `Z` for UTC as Google does."""
    return instant.astimezone(place).isoformat(timespec="seconds").replace("+00:00", "Z")


def render_stamp(instant: datetime) -> str:
    """Write an instant with milliseconds, as in `created` and `updated`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
