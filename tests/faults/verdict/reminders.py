"""What became of reminders, by what was published and by what stands in the calendars in the end. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import quantiles

import orjson

from tests.faults.verdict.evidence import Json
from tests.faults.verdict.judge import Figures, confirmed, instant
from worker.engine.record import Record
from worker.messages.changes.reminder_due import REMINDER_DUE

RECOVERY = timedelta(seconds=12)
"""After a death: ten until what the dead replica held is free, and the next look."""

Due = tuple[str, str, int, datetime]
"""Event, method, minutes and start of a reminder."""


@dataclass(slots=True)
class Publication:
    """What the records of the changes topic say, each partition in its order."""

    told: dict[Due, datetime] = field(default_factory=dict)
    """When each was published first."""
    told_after_change: int = 0
    """Reminders whose event had been told to start at another time, or to be cancelled."""
    repeats: int = 0
    repeats_differ: int = 0
    _starts: dict[str, datetime | None] = field(default_factory=dict)
    _sequences: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    _first: dict[bytes, object] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Publication":
        said = cls()
        for record in records:
            body = orjson.loads(record.value or b"{}")
            if type_of(record) == REMINDER_DUE:
                said._remind(record, body)
            elif body.get("sequence", 0) > said._sequences[record.key or b""]:
                said._sequences[record.key or b""] = body["sequence"]
                said._starts[body["event_id"]] = start_of(body["after"]) if body["after"] else None
        return said

    def _remind(self, record: Record, body: Json) -> None:
        name, content = dict(record.headers)["ce_id"], (record.key, record.value, record.headers)
        if name in self._first:
            self.repeats += 1
            self.repeats_differ += content != self._first[name]
            return
        self._first[name] = content
        start = start_of(body["event"])
        self.told_after_change += self._starts.get(body["event_id"], start) != start
        self.told[body["event_id"], body["method"], body["minutes"], start] = record.timestamp


def figures(
    said: Publication, events: Iterable[Json], deaths: Sequence[datetime], until: datetime
) -> Figures:
    """Return what is to be judged. `until`: whatever was due by then is to have been told."""
    expected = {due for event in confirmed([*events]) for due in due_in(event, until)}
    late = {due: (at - moment_of(due)).total_seconds() for due, at in said.told.items()}
    calm = [seconds for due, seconds in late.items() if not in_recovery(moment_of(due), deaths)]
    return {
        "reminders": len(said.told),
        "reminders_lost": len(expected - said.told.keys()),
        "reminders_early": sum(seconds < 0 for seconds in late.values()),
        "told_after_change": said.told_after_change,
        "reminders_repeated": said.repeats,
        "reminder_repeats_differ": said.repeats_differ,
        "late": percentiles([*late.values()]),
        "late_without_deaths": percentiles(calm),
    }


def due_in(event: Json, until: datetime) -> Iterable[Due]:
    """Give the reminders of an event in Google, but such as were past when it was written."""
    start, written = instant(event["start"]), datetime.fromisoformat(event["updated"])
    for one in event.get("reminders", {}).get("overrides", ()):
        due = (event["id"], one["method"], one["minutes"], start)
        if written < moment_of(due) <= until:
            yield due


def moment_of(due: Due) -> datetime:
    *_, minutes, start = due
    return start - timedelta(minutes=minutes)


def in_recovery(moment: datetime, deaths: Iterable[datetime]) -> bool:
    """Say whether somebody had died so shortly before that what it held was nobody's yet; or right after."""
    return any(death - timedelta(seconds=1) <= moment <= death + RECOVERY for death in deaths)


def percentiles(seconds: Sequence[float]) -> Mapping[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {
        name: round(value, 2) for name, value in (("p50", cuts[49]), ("p99", cuts[98]), ("max", max(seconds)))
    }


def type_of(record: Record) -> str:
    return dict(record.headers).get("ce_type", b"").decode()


def start_of(event: Json) -> datetime:
    return datetime.fromisoformat(event["start"]["utc"])
