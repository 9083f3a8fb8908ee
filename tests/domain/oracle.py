"""What a search must find, worked out minute by minute and with no cleverness at all."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.blockers import Reason
from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest
from worker.domain.working_hours import Exceptions, Hours

Blame = frozenset[tuple[str | None, Reason]]
"""Who blocks a start, and why; None for a rule."""
DAY = timedelta(days=1)


def minute(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


def minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60


def wall(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at * 60, UTC).astimezone(zone).replace(tzinfo=None)


def at_work(clock: datetime, hours: Hours, exceptions: Exceptions = ()) -> bool:
    now = clock.hour * 60 + clock.minute
    today = shifts_of(clock.date(), hours, exceptions)
    yesterday = shifts_of(clock.date() - DAY, hours, exceptions)
    begun_today = any(start <= now < end or end <= start <= now for start, end in today)
    return begun_today or any(end <= start and now < end for start, end in yesterday)


def shifts_of(day: date, hours: Hours, exceptions: Exceptions) -> list[tuple[int, int]]:
    """Return the start and the end of all that starts on a day."""
    for exception in exceptions:
        if exception.date == day:
            return list(exception.shifts)
    return [(each.start_minute, each.end_minute) for each in hours if day.weekday() in each.days]


def works_after_all(person: Person, day: date) -> bool:
    return any(each.date == day and each.shifts for each in person.exceptions)


def minutes_of(intervals: Iterable[Interval]) -> set[int]:
    return {at for each in intervals for at in range(minute(each.start), minute(each.end))}


class Oracle:
    """Answers about one request, for starts from the window's start to the end of the reading."""

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.length = minutes(request.duration)
        self.first = minute(request.window.start)
        self.window_end = minute(request.window.end)
        self.end = max(self.window_end, minute(request.read.end - request.gap_after))
        self.busy = {person.email: minutes_of(person.busy) for person in request.people}
        self.promised = {person.email: minutes_of(person.promised) for person in request.people}

    @cached_property
    def clock(self) -> dict[int, datetime]:
        return {at: wall(at, self.request.zone) for at in range(self.first, self.end)}

    @cached_property
    def working(self) -> dict[str, set[int]]:
        return {person.email: self._working(person) for person in self.request.people}

    def _working(self, person: Person) -> set[int]:
        return {at for at in range(self.first, self.end) if self._works(person, at)}

    def _works(self, person: Person, at: int) -> bool:
        return at_work(wall(at, person.zone), person.hours, person.exceptions)

    def starts(self, until: int | None = None) -> list[int]:
        """Return the grid starts whose meeting is over by `until`, by default the window's end."""
        last = (self.window_end if until is None else until) - self.length
        return [at for at in range(self.first, last + 1) if self._on_grid(at)]

    def _on_grid(self, at: int) -> bool:
        clock = self.clock[at]
        return (clock.hour * 60 + clock.minute) % minutes(self.request.step) == 0 and clock.second == 0

    def free(self, until: int | None = None) -> list[int]:
        return [at for at in self.starts(until) if not self.blame(at)]

    def blame(self, at: int) -> Blame:
        required = [person for person in self.request.people if person.required]
        people = {(person.email, reason) for person in required for reason in self.against(person, at)}
        return frozenset(people | {(None, reason) for reason in self._rules(at)})

    def against(self, person: Person, at: int) -> set[Reason]:
        reasons = self.committed(person, at, self.length)
        if not self.working[person.email].issuperset(range(at, at + self.length)):
            reasons.add(Reason.OUTSIDE_HOURS)
        off = {day for day in person.days_off if not works_after_all(person, day)}
        if off and not off.isdisjoint({wall(m, person.zone).date() for m in range(at, at + self.length)}):
            reasons.add(Reason.EXCLUDED_DAY)
        return reasons

    def committed(self, person: Person, at: int, length: int) -> set[Reason]:
        request, busy = self.request, self.busy[person.email]
        hold = self.promised[person.email] - busy
        meeting = range(at, at + length)
        around = range(at - minutes(request.gap_before), at + length + minutes(request.gap_after))
        taken = {Reason.BUSY: busy, Reason.HOLD: hold}
        reasons = {reason for reason in taken if not taken[reason].isdisjoint(meeting)}
        if not reasons and not (busy | hold).isdisjoint(around):
            reasons.add(Reason.GAP)
        hidden = person.visibility is Visibility.NOT_VISIBLE
        if hidden and request.on_not_visible is not OnNotVisible.TREAT_FREE:
            reasons.add(Reason.UNKNOWN)
        return reasons

    def _rules(self, at: int) -> set[Reason]:
        excluded, days = self.request.excluded, {self.clock[m].date() for m in range(at, at + self.length)}
        reasons = {Reason.EXCLUDED_DAY} if any(day in excluded for day in days) else set()
        if at < minute(self.request.now + self.request.notice):
            reasons.add(Reason.NOTICE)
        return reasons
