from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.faults.scenarios.crowded_calendar import (
    FULL,
    QUARTER,
    QUARTERS,
    TAKEN,
    Wish,
    next_workday,
    was_free,
    wish,
)
from tests.faults.verdict.evidence import Answer

DAY = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Bucharest"))
TIMES = [DAY + number * QUARTER for number in range(QUARTERS)]


def refused(code: str) -> Answer:
    return Answer("c-000000", "failed", code, b"", b"", 0.0, 0, 0)


def wished(start: datetime | None) -> Wish:
    return Wish(wish(0, DAY, Random(1)).order, "u0@vai.example", start)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(23, 24, id="monday"),
        pytest.param(27, 30, id="friday"),
        pytest.param(28, 30, id="saturday"),
    ],
)
def test_the_crowded_day_is_the_next_workday(today: int, expected: int) -> None:
    now = datetime(2026, 11, today, 12, tzinfo=UTC)

    assert next_workday(now) == DAY.replace(day=expected)


def test_a_time_that_stays_free_was_refused_wrongly() -> None:
    free, taken = TIMES[3], set(TIMES) - {TIMES[3]}

    assert was_free(wished(free), refused(TAKEN), taken)
    assert not was_free(wished(TIMES[4]), refused(TAKEN), taken)


def test_a_day_with_room_was_called_full_wrongly() -> None:
    assert was_free(wished(None), refused(FULL), set(TIMES[1:]))
    assert not was_free(wished(None), refused(FULL), set(TIMES))
