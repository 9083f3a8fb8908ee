"""How good each time is, worked out start by start and minute by minute, with no cleverness at all."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import count

from tests.domain.oracle import DAY, Oracle, at_work, minute, minutes, shifts_of, wall
from worker.domain.availability import Visibility
from worker.domain.search_request import Person, SearchRequest

PREFERRED, OPTIONAL, CORE, FAIR, TIDY, SPREAD, SOON = 80, 10, 8, 7, 6, 5, 4
"""Written here once more, so that a change of them is seen."""
OF_A_DAY = 1440
ROOM = 30
EDGE, NEXT, SCRAP, SPACE = "edge", "next", "scrap", "space"

Told = tuple[int, int, tuple[str, ...]]
"""The minute at which a slot starts, its score, and its reasons."""
Worth = tuple[int, int, str | None]
"""A weight, a value of 0 to 1000, and what is said of it."""


class RankOracle:
    """What is said of each time that a search finds, the best first."""

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.oracle = Oracle(request)
        self.people = request.people

    @cached_property
    def found(self) -> list[int]:
        return self.oracle.free()

    @property
    def unknown(self) -> int:
        return sum(each.visibility is Visibility.NOT_VISIBLE for each in self.people)

    def ranked(self) -> list[Told]:
        worth = {at: [*self.worth(at)] for at in self.found}
        points = {at: sum(weight * value for weight, value, _ in worth[at]) for at in self.found}
        if len({self.day(at) for at in self.found}) > 1:
            for at in self.found:
                worth[at].append(self.bonus(at, points))
        return [told for _, told in sorted(self._told(at, worth[at]) for at in self.found)]

    def _told(self, at: int, worth: list[Worth]) -> tuple[tuple[int, int], Told]:
        points = sum(weight * value for weight, value, _ in worth)
        share = 100 * points // (1000 * sum(weight for weight, _, _ in worth))
        cost = next(n for n in count() if n * max(1, len(self.people)) >= 20 * self.unknown)
        said = [reason for _, _, reason in worth if reason]
        if self.unknown:
            said.append("unknown_participants")
        return (-points, at), (at, max(0, share - cost), tuple(said))

    def bonus(self, at: int, points: dict[int, int]) -> Worth:
        """Count who is better of the same day, or as good and earlier."""
        better = sum(
            self.day(other) == self.day(at) and (-points[other], other) < (-points[at], at)
            for other in points
        )
        value = {0: 1000, 1: 666, 2: 333}.get(better, 0)
        return SPREAD, value, None if better else "best_of_day"

    def day(self, at: int) -> datetime:
        return self.oracle.clock[at].replace(hour=0, minute=0, second=0)

    def worth(self, at: int) -> Iterator[Worth]:
        if self.request.preferred is not None:
            yield self.nearness(abs(at - minute(self.request.preferred)))
        late = max(0, at - minute(self.request.window.start) - OF_A_DAY)
        yield _worth(SOON, 1000 * 7 * OF_A_DAY // (7 * OF_A_DAY + late), "soon")
        optional = [each for each in self.people if not each.required]
        if optional:
            free = sum(not self.oracle.against(each, at) for each in optional)
            yield _worth(OPTIONAL, 1000 * free // len(optional), "optional_free")
        if self.people:
            yield _worth(CORE, self.share(at, in_core), "core_hours")
            yield _worth(FAIR, self.share(at, at_a_fair_time), "fair_hours")
        if self.somebody_is_near:
            yield self.tidiness(self.sides(at))

    def nearness(self, distance: int) -> Worth:
        if distance == 0:
            return PREFERRED, 1000, "preferred_time"
        return PREFERRED, 1000 * 60 // (2 * (60 + distance)), "near_preferred_time" * (distance <= 2 * 60)

    def share(self, at: int, suits: Callable[[Person, datetime], bool]) -> int:
        meeting = range(at, at + self.oracle.length)
        suited = [p for p in self.people if all(suits(p, wall(m, p.zone)) for m in meeting)]
        return 1000 * len(suited) // len(self.people)

    @cached_property
    def somebody_is_near(self) -> bool:
        return any(side in {NEXT, SCRAP} for at in self.found for side in self.sides(at))

    def tidiness(self, sides: list[str]) -> Worth:
        tidy = 1000 * (len(sides) - sides.count(SCRAP)) // len(sides)
        return _worth(TIDY, tidy, "next_to_meetings" if NEXT in sides else "with_room")

    def sides(self, at: int) -> list[str]:
        """Look both ways on every calendar that has to be, and can be, looked at."""
        before = at - minutes(self.request.gap_before)
        after = at + self.oracle.length + minutes(self.request.gap_after)
        ways = range(before - 1, before - 1 - ROOM, -1), range(after, after + ROOM)
        seen = [p for p in self.people if p.required and p.visibility is Visibility.READABLE]
        return [self.look(person, way) for person in seen for way in ways]

    def look(self, person: Person, way: range) -> str:
        taken = self.oracle.busy[person.email] | self.oracle.promised[person.email]
        for m in way:
            if not at_work(wall(m, person.zone), person.hours, person.exceptions):
                return EDGE
            if m in taken:
                return NEXT if m == way[0] else SCRAP
        return SPACE


def _worth(weight: int, value: int, reason: str) -> Worth:
    return weight, value, reason if value == 1000 else None


def at_a_fair_time(_: Person, clock: datetime) -> bool:
    return 8 <= clock.hour < 19


def in_core(person: Person, clock: datetime) -> bool:
    """Tell whether a whole minute lies in the middle of a shift that began today or yesterday."""
    first, today = clock.hour * 3600 + clock.minute * 60, clock.date()
    of_today, of_yesterday = (shifts_of(day, person.hours, person.exceptions) for day in (today, today - DAY))
    begun_today = any(_in_middle(shift, first) for shift in of_today)
    return begun_today or any(_in_middle(shift, first + 86400) for shift in of_yesterday)


def _in_middle(shift: tuple[int, int], first: int) -> bool:
    start, end = shift[0] * 60, shift[1] * 60 + (shift[1] <= shift[0]) * 86400
    edge = (end - start) // 8
    return start + edge <= first and first + 60 <= end - edge
