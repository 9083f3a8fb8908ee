"""When somebody who is asked works: by the command, by their Google calendar, or as most people do.

What the command says of a person counts first. After that comes, for the zone, what Google knows of
them, and the command's only then; and for the hours what the command says of everybody, then Google's,
then office hours. A meeting type's hours are those of its meetings alone: nobody works by them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

from worker.domain.holidays import Holidays
from worker.domain.work_time import WorkTime
from worker.domain.working_hours import OFFICE_HOURS, ExceptionalDay, Exceptions, Hours, WorkingHours
from worker.domain.zones import zone
from worker.messages.commands.exceptional_hours import ExceptionalHours
from worker.messages.commands.participant import Participant
from worker.messages.commands.time_search import TimeSearch
from worker.messages.commands.working_hours import WEEKDAYS, Shift
from worker.ports.work_times import GoogleHours


def meeting_time_of(guest: Participant, command: TimeSearch, works: WorkTime) -> WorkTime:
    """Return when a person who works then can meet: in the hours of the type, unless others were said."""
    hours = command.meeting_type.hours if command.meeting_type else None
    if hours is None or guest.working_hours or command.working_hours:
        return works
    return replace(works, hours=hours)


def work_time_of(guest: Participant, command: TimeSearch, known: GoogleHours, holidays: Holidays) -> WorkTime:
    """Return a person's working time; holidays are those of the zone that counts."""
    if guest.time_zone is None and known.zone is not None:
        place = known.zone
    else:
        place = zone(guest.time_zone or command.time_zone)
    said = guest.working_hours or command.working_hours
    return WorkTime(
        zone=place,
        hours=hours_of(said) if said else known.hours or OFFICE_HOURS,
        exceptions=exceptions_of(command.exceptions if guest.exceptions is None else guest.exceptions),
        days_off=holidays.of(place),
    )


def hours_of(shifts: tuple[Shift, ...]) -> Hours:
    return tuple(
        WorkingHours(
            frozenset(WEEKDAYS.index(day) for day in shift.days), _minute(shift.start), _minute(shift.end)
        )
        for shift in shifts
    )


def exceptions_of(entries: Iterable[ExceptionalHours]) -> Exceptions:
    """Put the shifts of each date together."""
    shifts: dict[date, set[tuple[int, int]]] = defaultdict(set)
    for entry in entries:
        worked = shifts[entry.date]
        if entry.start is not None and entry.end is not None:
            worked.add((_minute(entry.start), _minute(entry.end)))
    return tuple(ExceptionalDay(day, tuple(sorted(shifts[day]))) for day in sorted(shifts))


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
