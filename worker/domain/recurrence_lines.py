"""Reads the `recurrence` of an event: lines RRULE, EXRULE, RDATE and EXDATE of RFC 5545.

Calendars hold broken lines, some of Google's own making. Such a line is set aside and told,
and the others count: a series is never lost over one line. Times are read as instants in
UTC; a day of an all-day series as its midnight in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from worker.domain.zones import UnknownZone, around_gap, instants_of, zone

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""What is expanded. Nobody meets hourly, and a rule by the second would fill every day."""
_LINE = re.compile(
    r"(?P<name>RRULE|EXRULE|RDATE|EXDATE)(?P<parameters>(;[^:;]+)*):(?P<value>[^:]+)", re.IGNORECASE
)
_TIME = re.compile(r"(?P<day>\d{8})(T(?P<clock>\d{6})(?P<utc>Z)?)?")
_WEEKDAY = r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)"
_WEEK_START = re.compile(r"MO|TU|WE|TH|FR|SA|SU")
_WEEKDAYS = re.compile(rf"{_WEEKDAY}(,{_WEEKDAY})*")
_LARGEST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_LARGEST_OF_CLOCK = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 59}
_MOST_WEEKS_OF_MONTH = 5
_MOST_DIGITS = 9


class BrokenLine(ValueError):
    """A line that cannot be read, or is of another kind than its series."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE or EXRULE."""

    frequency: str
    interval: int
    by: tuple[tuple[str, str], ...]
    """What else narrows or widens it: BY… and WKST, as text."""
    count: int | None
    until: datetime | None
    """The last instant at which it may occur."""

    @property
    def is_endless(self) -> bool:
        return self.count is None and self.until is None


@dataclass(frozen=True, slots=True)
class RecurrenceLines:
    rules: tuple[Rule, ...]
    excluded_rules: tuple[Rule, ...]
    added: frozenset[datetime]
    removed: frozenset[datetime]
    skipped: tuple[str, ...]
    """Lines that could not be read."""


@lru_cache(maxsize=4096)
def read_lines(lines: tuple[str, ...], in_zone: ZoneInfo, *, all_day: bool) -> RecurrenceLines:
    """Read the lines of a series that follows the wall clock of a zone; for an all-day one, give UTC."""
    rules: dict[str, list[Rule]] = {"RRULE": [], "EXRULE": []}
    times: dict[str, set[datetime]] = {"RDATE": set(), "EXDATE": set()}
    skipped: list[str] = []
    for line in lines:
        try:
            name, parameters, value = _parts(line)
            if name in rules:
                rules[name].append(_rule(value, in_zone, all_day=all_day))
            else:
                times[name] |= _times(parameters, value, in_zone, all_day=all_day)
        except BrokenLine:
            skipped.append(line)
    return RecurrenceLines(
        tuple(rules["RRULE"]),
        tuple(rules["EXRULE"]),
        frozenset(times["RDATE"]),
        frozenset(times["EXDATE"]),
        tuple(skipped),
    )


def instant_of_wall(local: datetime, in_zone: ZoneInfo) -> datetime:
    """Return the instant that RFC 5545 gives a naive wall time.

    The first of two; and in a gap, what the clock would have shown had it not gone forward:
    03:30 of a lost hour is 04:30.
    """
    instants = instants_of(local, in_zone)
    return instants[0] if instants else around_gap(local, in_zone)[1]


def _parts(line: str) -> tuple[str, dict[str, str], str]:
    read = _LINE.fullmatch(line.strip())
    if read is None:
        raise BrokenLine(line)
    parameters = (one.partition("=") for one in read["parameters"].split(";") if one)
    return read["name"].upper(), {name.upper(): value for name, _, value in parameters}, read["value"]


def _rule(value: str, in_zone: ZoneInfo, *, all_day: bool) -> Rule:
    pairs = [part.partition("=") for part in value.upper().strip(";").split(";")]
    parts = {name: given for name, _, given in pairs}
    if len(parts) != len(pairs) or parts.get("FREQ") not in FREQUENCIES:
        raise BrokenLine(value)
    until = parts.pop("UNTIL", None)
    frequency, interval = parts.pop("FREQ"), _whole(parts.pop("INTERVAL", "1"))
    count = _whole(parts.pop("COUNT")) if "COUNT" in parts else None
    for name, given in parts.items():
        _check_part(name, given, all_day=all_day)
    _check_ordinals(parts.get("BYDAY", ""), of_month=frequency == "MONTHLY" or "BYMONTH" in parts)
    last = _until(until, in_zone, all_day=all_day) if until is not None else None
    return Rule(frequency, interval, tuple(parts.items()), count, last)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or int(text) == 0:
        raise BrokenLine(text)
    return int(text)


def _check_part(name: str, given: str, *, all_day: bool) -> None:
    if name in {"BYDAY", "WKST"}:
        good = (_WEEKDAYS if name == "BYDAY" else _WEEK_START).fullmatch(given) is not None
    elif name in _LARGEST:
        good = all(_is_number(one.lstrip("+-"), 1, _LARGEST[name]) for one in given.split(","))
    else:
        most = -1 if all_day else _LARGEST_OF_CLOCK.get(name, -1)
        good = all(_is_number(one, 0, most) for one in given.split(","))
    if not good or (name == "BYMONTH" and "-" in given):
        raise BrokenLine(f"{name}={given}")


def _check_ordinals(weekdays: str, *, of_month: bool) -> None:
    """Refuse the ninth Monday of a month: `dateutil` fails over it, in some months only."""
    ordinals = (int(one) for one in re.findall(r"\d+", weekdays))
    if max(ordinals, default=1) > (_MOST_WEEKS_OF_MONTH if of_month else _LARGEST["BYWEEKNO"]):
        raise BrokenLine(f"BYDAY={weekdays}")


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and least <= int(text) <= most


def _until(text: str, in_zone: ZoneInfo, *, all_day: bool) -> datetime:
    """Return the last instant that is meant. A day stands for all of it, in the zone of the series."""
    day, clock, utc = _taken_apart(text)
    if all_day or not clock:
        return _instant(day, "235959", None, in_zone)
    return _instant(day, clock, utc, in_zone)


def _times(
    parameters: dict[str, str], value: str, in_zone: ZoneInfo, *, all_day: bool
) -> frozenset[datetime]:
    if parameters.get("VALUE", "DATE-TIME").upper() not in {"DATE", "DATE-TIME"}:
        raise BrokenLine(value)
    try:
        place = zone(parameters["TZID"]) if "TZID" in parameters else in_zone
    except UnknownZone as error:
        raise BrokenLine(value) from error
    return frozenset(_time(one, place, all_day=all_day) for one in value.upper().split(","))


def _time(text: str, in_zone: ZoneInfo, *, all_day: bool) -> datetime:
    day, clock, utc = _taken_apart(text)
    if bool(clock) is all_day:
        raise BrokenLine(text)
    return _instant(day, clock or "000000", "Z" if all_day else utc, in_zone)


def _taken_apart(text: str) -> tuple[str, str | None, str | None]:
    read = _TIME.fullmatch(text)
    if read is None:
        raise BrokenLine(text)
    return read["day"], read["clock"], read["utc"]


def _instant(day: str, clock: str, utc: str | None, in_zone: ZoneInfo) -> datetime:
    try:
        local = datetime.strptime(day + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 - its zone is given beside it
        return local.replace(tzinfo=UTC) if utc else instant_of_wall(local, in_zone)
    except ValueError as error:
        raise BrokenLine(day + clock) from error
