"""When a recurring event happens: its `recurrence` lines, expanded within a window.

A timed series keeps its wall time in its zone over changes of the clocks, as RFC 5545 says;
an all-day series is about days and knows no zone. `dateutil` expands one rule at a time, in
naive wall time; all that it would get wrong is done here: the end of a rule, added and
removed times, zones, and rules that never match.

Expanding may take milliseconds a series, and 0.2 seconds for the worst of rules: many of
them belong in a thread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import chain, islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from worker.domain.recurrence_lines import Rule, instant_of_wall, read_lines

Moment = TypeVar("Moment", date, datetime)
"""Days of an all-day series, or instants in UTC."""
MOST_OCCURRENCES = 20_000
_UTC = ZoneInfo("UTC")
_DAY = timedelta(days=1)
_BEGINNING_OF_TIME = datetime.min.replace(tzinfo=UTC)
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_ERA = 400
"""So many years are a whole number of weeks: after them the calendar repeats, weekdays included."""
_LAST_YEAR = 9999
_NAMED_DAYS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def occurrences(
    lines: Sequence[str],
    start: Moment,
    in_zone: ZoneInfo,
    window: tuple[Moment, Moment],
    *,
    limit: int = MOST_OCCURRENCES,
    start_counts: bool = True,
) -> tuple[Moment, ...]:
    """Return the starts in [window), in order, the first `limit` of them.

    `start` is the series' own first start. Whether it occurs where it does not match the rule
    is not documented by Google; RFC 5545 counts it, and so does this unless told otherwise.
    """
    days = not isinstance(start, datetime)
    bounds = _instant(window[0]), _instant(window[1])
    zone = _UTC if days else in_zone
    found = _expand(
        tuple(lines), _instant(start), zone, bounds, limit, start_counts=start_counts, all_day=days
    )
    if isinstance(start, datetime):
        return found
    return tuple(one.date() for one in found)


def occurs_within(
    lines: Sequence[str],
    start: Moment,
    in_zone: ZoneInfo,
    window: tuple[Moment, Moment],
    *,
    start_counts: bool = True,
) -> bool:
    """Say whether the series starts at least once in [window)."""
    return bool(occurrences(lines, start, in_zone, window, limit=1, start_counts=start_counts))


def skipped_lines(lines: Sequence[str], in_zone: ZoneInfo, *, all_day: bool) -> tuple[str, ...]:
    """Return the lines that cannot be read, and so are left out of every expansion."""
    return read_lines(tuple(lines), _UTC if all_day else in_zone, all_day=all_day).skipped


def is_endless(lines: Sequence[str], in_zone: ZoneInfo) -> bool:
    """Say whether a rule has neither COUNT nor UNTIL."""
    return any(rule.is_endless for rule in read_lines(tuple(lines), in_zone, all_day=False).rules)


def _instant(moment: date) -> datetime:
    """Return an instant as it is, and a day as its midnight in UTC."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _expand(
    lines: tuple[str, ...],
    start: datetime,
    in_zone: ZoneInfo,
    window: tuple[datetime, datetime],
    limit: int,
    *,
    start_counts: bool,
    all_day: bool,
) -> tuple[datetime, ...]:
    read = read_lines(lines, in_zone, all_day=all_day)
    first, last = window
    by_rule = [_of_rule(rule, start, in_zone, window, start_counts=start_counts) for rule in read.rules]
    by_name = read.added | ({start} if start_counts or not read.rules else frozenset())
    excluding = [_of_rule(rule, start, in_zone, window, start_counts=False) for rule in read.excluded_rules]
    named = sorted(one for one in by_name if first <= one < last)
    excluded = Excluded(merge(*excluding), set(read.removed))
    return _first_of(merge(named, *by_rule), excluded, limit)


@dataclass(slots=True)
class Excluded:
    """What does not happen. Rules are walked as far as they are asked about: they may never end."""

    walk: Iterator[datetime]
    seen: set[datetime]
    reached: datetime = _BEGINNING_OF_TIME

    def __contains__(self, instant: datetime) -> bool:
        # Around a gap of the clocks instants come out of order, but never by as much as a day.
        while self.reached < instant + _DAY:
            self.reached = next(self.walk, _END_OF_TIME)
            self.seen.add(self.reached)
        return instant in self.seen


def _first_of(found: Iterator[datetime], excluded: Excluded, limit: int) -> tuple[datetime, ...]:
    """Take the first ones; two rules, or two wall times around a gap, may mean one instant."""
    seen: set[datetime] = set()
    for one in found:
        if len(seen) == limit:
            break
        if one not in excluded:
            seen.add(one)
    return tuple(sorted(seen))


def _of_rule(
    rule: Rule,
    start: datetime,
    in_zone: ZoneInfo,
    window: tuple[datetime, datetime],
    *,
    start_counts: bool,
) -> Iterator[datetime]:
    """Give the starts of one rule in the window."""
    first, last = window
    wall_start, wall_first, wall_last = (_wall(one, in_zone) for one in (start, *window))
    for local in _counted(rule, wall_start, wall_first, wall_last, start_counts=start_counts):
        if local - _DAY >= wall_last:
            return
        if local < wall_first - _DAY:
            continue
        # A wall time that occurs twice is the first one, but the series' own start is an instant.
        instant = start if local == wall_start else instant_of_wall(local, in_zone)
        if rule.until is not None and instant > rule.until:
            return
        if first <= instant < last:
            yield instant


def _wall(instant: datetime, in_zone: ZoneInfo) -> datetime:
    return instant.astimezone(in_zone).replace(tzinfo=None, fold=0)


def _counted(
    rule: Rule, start: datetime, first: datetime, last: datetime, *, start_counts: bool
) -> Iterator[datetime]:
    """Give the wall times of a rule. A start beside the rule is the first of those that COUNT counts."""
    found = _walk(rule, start, first, last)
    if rule.count is None:
        return found
    second = next(found, None)
    if second is None:
        return iter(())
    beside = start_counts and second != start
    return islice(chain((second,), found), rule.count - beside)


def _walk(rule: Rule, start: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    """Give the wall times of a rule without its end, from the start, or from shortly before the window.

    A rule that never matches is sought by `dateutil` until the year 9999, which takes seconds;
    so the search is moved to the end of time, by a number of years after which all days repeat.
    """
    if last <= start - _DAY:
        return
    by = {**dict(rule.by), **_implied(rule, start)}
    begin = start if rule.count is not None else _advanced(rule, start, first)
    years = (_LAST_YEAR - min(last.year + 1, _LAST_YEAR)) // _ERA * _ERA
    text = ";".join(f"{name}={value}" for name, value in by.items())
    moved = begin.replace(year=begin.year + years)
    for local in rrulestr(f"FREQ={rule.frequency};INTERVAL={rule.interval};{text}".strip(";"), dtstart=moved):
        yield local.replace(year=local.year - years)


def _implied(rule: Rule, start: datetime) -> dict[str, str]:
    """Return what a rule takes from its start, said aloud, since the search may begin elsewhere."""
    given = {name for name, _ in rule.by}
    if given & _NAMED_DAYS or rule.frequency == "DAILY":
        return {}
    if rule.frequency == "WEEKLY":
        return {"BYDAY": _WEEKDAYS[start.weekday()]}
    month = {} if rule.frequency == "MONTHLY" or "BYMONTH" in given else {"BYMONTH": str(start.month)}
    return {**month, "BYMONTHDAY": str(start.day)}


def _advanced(rule: Rule, start: datetime, first: datetime) -> datetime:
    """Return where to begin so as to miss nothing from `first` on: whole intervals after the start."""
    if rule.frequency in {"DAILY", "WEEKLY"}:
        step = rule.interval * (7 if rule.frequency == "WEEKLY" else 1)
        return start + timedelta(days=max(0, (first - start).days // step - 1) * step)
    months = rule.interval * (12 if rule.frequency == "YEARLY" else 1)
    passed = (first.year - start.year) * 12 + first.month - start.month
    skipped = (passed // months - 1) * months
    if skipped <= 0:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + skipped, 12)
    return start.replace(year=year, month=1 if rule.frequency == "YEARLY" else month + 1, day=1)
