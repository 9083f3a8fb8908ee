"""What a person writes into their calendar: a time by their own clock, a title, guests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from worker.domain.zones import first_valid
from worker.sandbox.local_google.json_types import Json


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of time on the wall clock; without `at`, whole days."""

    day: date
    at: time | None = None
    minutes: int = 60
    days: int = 1
    """How many days, where there is no `at`."""

    def times(self, place: ZoneInfo, zone_name: str) -> Json:
        """Return `start` and `end` of an event that belongs to the zone named; `at` is read in `place`."""
        if self.at is None:
            return self._whole_days()
        start = first_valid(datetime.combine(self.day, self.at), place)
        end = start + timedelta(minutes=self.minutes)
        return {"start": _timed(start, zone_name), "end": _timed(end, zone_name)}

    def _whole_days(self) -> Json:
        ends = {"start": self.day, "end": self.day + timedelta(days=self.days)}
        # A patch merges: the fields of a timed event must be taken away by name.
        return {
            name: {"date": day.isoformat(), "dateTime": None, "timeZone": None} for name, day in ends.items()
        }


def _timed(instant: datetime, zone_name: str) -> dict[str, Any]:
    return {"dateTime": instant.astimezone(UTC).isoformat(), "timeZone": zone_name, "date": None}


@dataclass(frozen=True, slots=True)
class NewEntry:
    title: str
    when: When
    guests: tuple[str, ...] = ()
    weeks: int | None = None
    """How many weeks in a row it happens; None: once."""

    def body(self, zone_name: str) -> Json:
        """Return the body of an insert for a calendar in this zone."""
        times = self.when.times(ZoneInfo(zone_name), zone_name)
        body: Json = {"summary": self.title, **times}
        if self.guests:
            body["attendees"] = [{"email": email} for email in self.guests]
        if self.weeks is not None:
            body["recurrence"] = [f"RRULE:FREQ=WEEKLY;COUNT={self.weeks}"]
        return body
