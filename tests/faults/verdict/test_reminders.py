"""What the verdict on reminders sees in what was published."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tests.faults.verdict.reminders import Publication, figures
from worker.engine.record import Record

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NO_DEATHS: list[datetime] = []


def record(body: dict[str, Any], kind: str, name: str, at: datetime = NINE) -> Record:
    headers = (("ce_type", f"vai.calendar.{kind}".encode()), ("ce_id", name.encode()))
    return Record("changes", 0, 0, at, b"ana/ana", orjson.dumps(body), headers)


def change(sequence: int, start: datetime | None) -> Record:
    after = start and {"start": {"utc": start.isoformat()}}
    body = {"sequence": sequence, "event_id": "e-1", "after": after}
    return record(body, "event.moved", f"change-{sequence}")


def due(start: datetime = NINE, late: float = 0, **more: Any) -> Record:
    at = start - timedelta(minutes=10) + late * SECOND
    body = {
        "event_id": "e-1",
        "method": "popup",
        "minutes": 10,
        "event": {"start": {"utc": start.isoformat()}},
    }
    return record({**body, **more}, "reminder.due", f"due-{start}", at)


def event(start: datetime = NINE, written: datetime = NINE - timedelta(hours=1)) -> dict[str, Any]:
    return {
        "id": "e-1",
        "status": "confirmed",
        "start": {"dateTime": start.isoformat()},
        "updated": written.isoformat(),
        "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 10}]},
    }


def test_a_reminder_that_nobody_was_told_of_is_lost_if_it_was_ahead_when_it_was_written() -> None:
    said = Publication.of([change(1, NINE)])

    assert figures(said, [event()], NO_DEATHS, NINE)["reminders_lost"] == 1
    assert figures(said, [event(written=NINE)], NO_DEATHS, NINE)["reminders_lost"] == 0
    assert figures(said, [event()], NO_DEATHS, NINE - timedelta(hours=1))["reminders_lost"] == 0
    assert figures(Publication.of([due()]), [event()], NO_DEATHS, NINE)["reminders_lost"] == 0
    assert figures(Publication.of([due()]), [event(NINE + SECOND)], NO_DEATHS, NINE)["reminders_lost"] == 1


def test_what_is_told_after_a_move_or_a_cancellation_is_seen() -> None:
    assert Publication.of([change(1, NINE), due(), change(2, None)]).told_after_change == 0
    assert Publication.of([change(1, NINE), change(2, None), due()]).told_after_change == 1
    assert Publication.of([change(1, NINE), change(2, NINE + SECOND), due()]).told_after_change == 1


def test_repeats_are_no_second_telling_unless_they_differ() -> None:
    repeated = Publication.of([change(1, NINE), due(), change(2, None), change(1, NINE), due()])
    differing = Publication.of([due(), due(conversation_id="other")])

    assert (repeated.told_after_change, repeated.repeats, repeated.repeats_differ) == (0, 1, 0)
    assert (differing.repeats, differing.repeats_differ) == (1, 1)


def test_lateness_is_told_apart_where_a_replica_had_died() -> None:
    others = [due(NINE + number * SECOND, late=1) for number in range(1, 9)]
    died = NINE + timedelta(minutes=5)
    late = due(died + timedelta(minutes=10), late=9)
    found = figures(Publication.of([*others, late]), [], [died], NINE)

    assert (found["late"]["max"], found["late_without_deaths"]["max"]) == (9, 1)
    assert figures(Publication.of([due(late=-1)]), [], [], NINE)["reminders_early"] == 1
