"""What a scene may have found, for its checks to judge."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from worker.domain.interval import Interval
from worker.engine.record import Record
from worker.sandbox.demo.answer import Answer
from worker.sandbox.demo.calendars import Entry
from worker.sandbox.demo.card import Card

TUESDAY = datetime(2026, 12, 1, 14, tzinfo=UTC)
LINK = "https://meet.google.com/abc-defg-hij"


def hour(after: int = 0) -> Interval:
    start = TUESDAY + timedelta(hours=after)
    return Interval(start, start + timedelta(hours=1))


def shown(interval: Interval) -> dict[str, Any]:
    """An interval as results show it."""
    ends = {"start": interval.start, "end": interval.end}
    return {name: {"utc": end.isoformat()} for name, end in ends.items()}


def entry(
    event_id: str, title: str = "Meeting", when: Interval | None = None, *, blocks: bool = True
) -> Entry:
    return Entry(event_id, title, when or hour(), LINK, blocks=blocks)


def result(value: dict[str, Any], **headers: bytes) -> Answer:
    given = tuple(headers.items())
    return Answer(Record("vai.calendar.results", 0, 0, TUESDAY, None, orjson.dumps(value), given))


def broken(card: Card) -> list[str]:
    """Say which of the promises on a card do not hold."""
    return [claim.says for claim in card.claims if not claim.holds]
