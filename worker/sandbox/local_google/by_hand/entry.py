"""An event as its person sees it in their calendar: in their zone, with what they may need to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from worker.domain.zones import day_start
from worker.sandbox.local_google.json_types import Json

DAY = timedelta(days=1)
OUR_MARKS = "vai_"
"""How the private extended properties begin by which the worker knows its own events."""


@dataclass(frozen=True, slots=True)
class Guest:
    email: str
    answer: str
    """`needsAction`, `accepted`, `tentative` or `declined`."""
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    start: datetime
    end: datetime
    """Aware, in the person's zone; of an all-day event the first instants of its days, end exclusive."""
    all_day: bool
    time_zone: str | None
    """The zone the event itself belongs to; all-day events have none."""
    organizer: str
    guests: tuple[Guest, ...]
    series_id: str | None
    """Of an occurrence: the id of its series."""
    meet_url: str | None
    status: str
    blocks: bool
    marks: dict[str, str]

    @classmethod
    def of(cls, event: Json, place: ZoneInfo) -> Self:
        """Read an event as `events.list` shows it."""
        all_day = "date" in event["start"]
        properties = event.get("extendedProperties", {}).get("private", {})
        return cls(
            id=event["id"],
            title=event.get("summary", ""),
            start=_moment(event["start"], place),
            end=_moment(event["end"], place),
            all_day=all_day,
            time_zone=event["start"].get("timeZone"),
            organizer=event.get("organizer", {}).get("email", ""),
            guests=tuple(_guest(one) for one in event.get("attendees", [])),
            series_id=event.get("recurringEventId"),
            meet_url=event.get("hangoutLink"),
            status=event["status"],
            blocks=event.get("transparency") != "transparent",
            marks={name: text for name, text in properties.items() if name.startswith(OUR_MARKS)},
        )

    @property
    def own_answer(self) -> str | None:
        """What this calendar's person has answered; None if they are no guest."""
        return next((guest.answer for guest in self.guests if guest.is_self), None)

    def target(self, *, series: bool) -> str:
        """Return the id to edit: of this event, or of the whole series where it is part of one."""
        return self.series_id if series and self.series_id else self.id

    @property
    def minutes(self) -> int:
        """How long it takes. Subtracted as instants: wall clocks may change in between."""
        return int((self.end.timestamp() - self.start.timestamp()) // 60)

    @property
    def days(self) -> int:
        """How many days an all-day event lasts."""
        return (self.end.date() - self.start.date()) // DAY


def _moment(shown: dict[str, Any], place: ZoneInfo) -> datetime:
    if "date" in shown:
        return day_start(date.fromisoformat(shown["date"]), place).astimezone(place)
    return datetime.fromisoformat(shown["dateTime"]).astimezone(place)


def _guest(entry: dict[str, Any]) -> Guest:
    return Guest(entry["email"], entry.get("responseStatus", "needsAction"), entry.get("self", False))
