from datetime import UTC, datetime
from typing import Any

import pytest

from tests.faults.scenarios.double_booking import (
    DAYS,
    days_from,
    is_unforeseen,
    meetings_over_hands,
    met_a_conflict,
)
from tests.faults.verdict.evidence import Json

HAND = frozenset({"hand"})


def refused(code: str, **data: Any) -> Json:
    return {"status": "rejected", "error": {"code": code}, "data": data}


def taken(reason: str) -> Json:
    return refused("slot_taken", blocked_by=[{"email": "ana@vai.example", "reason": reason}])


def full(**blocked: int) -> Json:
    return refused("no_slot", explanation={"blocked": blocked})


def event(name: str, start: int, end: int, written: int) -> Json:
    return {
        "id": name,
        "start": {"dateTime": f"2026-11-24T{start:02}:00:00+02:00"},
        "end": {"dateTime": f"2026-11-24T{end:02}:00:00+02:00"},
        "updated": f"2026-11-23T12:00:{written:02}.000Z",
    }


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param({"status": "succeeded", "error": None}, (False, False), id="a success"),
        pytest.param(taken("busy"), (True, False), id="somebody is busy"),
        pytest.param(taken("hold"), (True, False), id="somebody is held"),
        pytest.param(taken("notice"), (False, True), id="too late for it"),
        pytest.param(full(busy=16), (True, False), id="a full day"),
        pytest.param(full(busy=0, outside_hours=16), (False, True), id="a day off"),
        pytest.param(refused("expired"), (False, True), id="another no"),
    ],
)
def test_a_conflict_is_a_no_because_of_somebody_s_time(result: Json, expected: tuple[bool, bool]) -> None:
    assert (met_a_conflict(result), is_unforeseen(result)) == expected


def test_who_was_there_first_is_told_apart() -> None:
    events = [event("early", 9, 11, 1), event("hand", 10, 12, 2), event("late", 11, 13, 3)]

    assert [*meetings_over_hands(events, HAND)] == [False, True]


def test_neither_touching_times_nor_two_of_ours_are_a_meeting_with_a_hand() -> None:
    events = [event("one", 9, 10, 3), event("two", 9, 10, 3), event("hand", 10, 12, 2)]

    assert [*meetings_over_hands(events, HAND)] == []


def test_the_days_are_the_next_workdays() -> None:
    days = days_from(datetime(2026, 11, 26, 12, tzinfo=UTC))

    assert [f"{day:%A %H:%M}" for day in days] == ["Friday 09:00", "Monday 09:00"]
    assert len(days) == DAYS
