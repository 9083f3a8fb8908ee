"""The hours of one morning, few enough for everybody to want the same."""

from itertools import pairwise

from tests.handlers.world import MINUTE, span
from worker.domain.interval import Interval

MORNING = span("09:00", "11:00", days=1)
HALF_HOURS = [
    Interval(start, start + 30 * MINUTE) for start in (MORNING.start + n * 30 * MINUTE for n in range(4))
]
HOURS = [Interval(one.start, two.end) for one, two in pairwise(HALF_HOURS)]
