"""The hours of one morning, few enough for everybody to want the same."""

from itertools import pairwise

from tests.handlers.world import MINUTE, at, span
from worker.domain.interval import Interval

MORNING = span("09:00", "11:00", days=1)
HALF_HOURS = [
    Interval(start, start + 30 * MINUTE) for start in (MORNING.start + n * 30 * MINUTE for n in range(4))
]
HOURS = [Interval(one.start, two.end) for one, two in pairwise(HALF_HOURS)]
CALM = [
    Interval(at(start, days), at(start, days) + 90 * MINUTE)
    for days in (2, 3, 4)
    for start in ("09:00", "10:30", "12:00", "13:30", "15:00")
]
"""On other days, where nobody has anything yet."""


def thirds(calm: Interval) -> list[Interval]:
    return [
        Interval(start, start + 30 * MINUTE) for start in (calm.start + n * 30 * MINUTE for n in range(3))
    ]
