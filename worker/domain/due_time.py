"""When somebody can attend to what is due: at once while at work, else as soon as work begins again.

What nobody would ever be at work for stays where it is, and so does what is due already.
"""

from datetime import datetime

from worker.domain.spans import DAY, floor_seconds, instant_at
from worker.domain.work_time import WorkTime

_STEP = 16 * DAY
_FARTHEST = 400 * DAY
"""How far ahead is looked for work: whoever has none for a year has none."""


def next_at_work(due: datetime, work: WorkTime) -> datetime:
    """Return the instant itself if it is one of work, else the first one after it at which work begins."""
    second = floor_seconds(due)
    for start in range(second, second + _FARTHEST, _STEP):
        for opens, closes in work.at_work(start, start + _STEP):
            if opens <= second < closes:
                return due
            if opens > second:
                return instant_at(opens)
    return due


def workable(due: datetime, work: WorkTime, now: datetime) -> datetime:
    """Return when something is to be done that lies ahead; what is due already stays due."""
    return next_at_work(due, work) if due > now else due
