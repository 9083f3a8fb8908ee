"""Time zones by name, and wall time: the only module that knows what a clock on a wall reads.

Instants are aware datetimes in UTC; wall times are naive datetimes, or whole seconds since
1970 as the wall clock counts them. Where clocks go forward some wall times do not exist
(a gap), where they go back some exist twice (a fold). A zone's rules are read as stretches
of constant offset, so that the search needs integer arithmetic only.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from worker.domain.spans import DAY, Span, floor_seconds, instant_at, merged

_NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})
_BLOCK = 32 * DAY
_PROBE = 3 * 3600
"""Two changes of one zone's clocks are always further apart than this."""
_LONGEST_NAME = 64
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class UnknownZone(ValueError):
    """No such time zone."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown time zone: {name[:_LONGEST_NAME]!r}")
        self.name = name

    @property
    def near(self) -> tuple[str, ...]:
        """The names that were perhaps meant. Looking for them takes milliseconds, so only who asks pays."""
        return near_names(self.name)


def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name or alias, spelled exactly. Raise `UnknownZone`."""
    if name not in _names():
        raise UnknownZone(name)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Return every name that stands for a zone; a folder or a path outside is none."""
    return frozenset(available_timezones() - _NO_PLACE)


def near_names(name: str, limit: int = 5) -> tuple[str, ...]:
    """Return zones whose whole name, or whose city, is spelled like `name`."""
    wanted = name[:_LONGEST_NAME].strip().replace(" ", "_").casefold()
    spelled = _spellings()
    exact = spelled.get(wanted, ())
    close = (found for near in get_close_matches(wanted, spelled, limit) for found in spelled[near])
    return tuple(dict.fromkeys((*exact, *close)))[:limit]


@lru_cache(maxsize=1)
def _spellings() -> dict[str, tuple[str, ...]]:
    """Map folded names and cities to zones. `Etc/GMT+3` stays out: it is west, and nobody expects it."""
    spelled: dict[str, tuple[str, ...]] = {}
    for name in sorted(_names()):
        if not name.startswith(("Etc/GMT+", "Etc/GMT-")):
            for spelling in {name.casefold(), name.rpartition("/")[2].casefold()}:
                spelled[spelling] = (*spelled.get(spelling, ()), name)
    return spelled


def instants_of(local: datetime, in_zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when a naive wall time happens, in order: never in a gap, twice in a fold, else once.

    Raise `ValueError` for a wall time at the very ends of the calendar.
    """
    return tuple(sorted({t for t in _readings(local, in_zone) if _wall(t, in_zone) == local}))


def around_gap(local: datetime, in_zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants that a skipped wall time has by the offset after, and before, the gap.

    The first lies before the gap and the second after it, each as far from the gap's other
    edge as was asked: 02:30 of a lost hour gives 01:30 and 03:30.
    """
    first, second = sorted(_readings(local, in_zone))
    return first, second


def first_valid(local: datetime, in_zone: ZoneInfo) -> datetime:
    """Return the first instant of a wall time; one in a gap is pushed to the end of the gap."""
    instants = instants_of(local, in_zone)
    if instants:
        return instants[0]
    before, after = (floor_seconds(instant) for instant in around_gap(local, in_zone))
    return instant_at(_change_between(in_zone, before, after))


def local_date(instant: datetime, in_zone: ZoneInfo) -> date:
    return instant.astimezone(in_zone).date()


def day_start(day: date, in_zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day, which need not be its midnight."""
    return at_wall(day, 0, in_zone)


def at_wall(day: date, minutes: int, in_zone: ZoneInfo) -> datetime:
    """Return the instant of so many minutes past local midnight by the clock on the wall."""
    return first_valid(datetime.combine(day, time()) + timedelta(minutes=minutes), in_zone)


def _readings(local: datetime, in_zone: ZoneInfo) -> tuple[datetime, datetime]:
    if local.tzinfo is not None:
        raise ValueError(f"not a wall time: {local}")
    try:
        first = local.replace(tzinfo=in_zone, fold=0).astimezone(UTC)
        second = local.replace(tzinfo=in_zone, fold=1).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"out of range: {local}") from error
    return first, second


def _wall(instant: datetime, in_zone: ZoneInfo) -> datetime:
    return instant.astimezone(in_zone).replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time during which a zone's clocks do not change: wall seconds are UTC seconds plus `offset`."""

    start: int
    end: int
    offset: int


def stretches(in_zone: ZoneInfo, start: int, end: int) -> list[Stretch]:
    """Return the stretches of constant offset that make up a span."""
    found: list[Stretch] = []
    for block in range(start // _BLOCK, (end - 1) // _BLOCK + 1):
        for stretch in _block(in_zone, block):
            clipped = Stretch(max(stretch.start, start), min(stretch.end, end), stretch.offset)
            if clipped.start < clipped.end:
                found.append(clipped)
    return found


@lru_cache(maxsize=4096)
def _block(in_zone: ZoneInfo, index: int) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    start, end = index * _BLOCK, (index + 1) * _BLOCK
    for probe in range(start + _PROBE, end + 1, _PROBE):
        offset = _offset(in_zone, probe - _PROBE)
        if _offset(in_zone, probe) != offset:
            change = _change_between(in_zone, probe - _PROBE, probe)
            found.append(Stretch(start, change, offset))
            start = change
    found.append(Stretch(start, end, _offset(in_zone, end - 1)))
    return tuple(stretch for stretch in found if stretch.start < stretch.end)


def _change_between(in_zone: ZoneInfo, before: int, after: int) -> int:
    """Return the second at which the offset becomes another; `before` still has the old one."""
    old = _offset(in_zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(in_zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(in_zone: ZoneInfo, seconds: int) -> int:
    offset = instant_at(seconds).astimezone(in_zone).utcoffset() or timedelta()
    return offset.days * DAY + offset.seconds


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH_ORDINAL)


def spans_by_day(
    in_zone: ZoneInfo, start: int, end: int, windows: Callable[[int], Iterable[Span]]
) -> list[Span]:
    """Turn wall time, given day by day, into spans of UTC inside [start, end).

    `windows` takes a local day's number and gives spans in seconds after that day's midnight;
    they may run into the next day. An instant belongs to a window when the clock on the wall
    reads inside it: so a gap shortens a window, and a fold makes it longer.
    """
    found: list[Span] = []
    for stretch in stretches(in_zone, start, end):
        first, last = (stretch.start + stretch.offset) // DAY - 1, (stretch.end - 1 + stretch.offset) // DAY
        for day in range(first, last + 1):
            midnight = day * DAY - stretch.offset
            for opens, closes in windows(day):
                span = max(midnight + opens, stretch.start), min(midnight + closes, stretch.end)
                if span[0] < span[1]:
                    found.append(span)
    return found


def spans_of_days(in_zone: ZoneInfo, start: int, end: int, chosen: Callable[[date], bool]) -> list[Span]:
    """Return the time of some local days inside [start, end), merged."""

    def windows(day: int) -> Iterable[Span]:
        return [(0, DAY)] if chosen(date_of(day)) else []

    return merged(spans_by_day(in_zone, start, end, windows))
