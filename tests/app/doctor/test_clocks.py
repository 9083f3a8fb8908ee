from datetime import UTC, datetime, timedelta

import pytest

from worker.app.doctor.clocks import apart, difference
from worker.app.doctor.finding import Verdict
from worker.app.doctor.google import time_as

NOON = datetime(2027, 3, 30, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_clock_read_while_we_waited_may_agree_with_ours() -> None:
    assert difference(NOON + 3 * SECOND, NOON, NOON + 8 * SECOND) == timedelta(0)


def test_a_difference_is_measured_from_the_middle_of_the_wait() -> None:
    assert difference(NOON + 60 * SECOND, NOON, NOON + 20 * SECOND) == 50 * SECOND


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (30 * SECOND, "30 seconds ahead of"),
        (-90 * SECOND, "90 seconds behind"),
        (130 * SECOND, "2 minutes ahead of"),
    ],
)
def test_a_difference_is_told_in_words(ahead: timedelta, words: str) -> None:
    assert apart(ahead) == words


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [(SECOND, Verdict.OK), (-30 * SECOND, Verdict.WARNING), (-5 * 60 * SECOND, Verdict.WRONG)],
)
def test_minutes_of_difference_break_assertions(ahead: timedelta, verdict: Verdict) -> None:
    assert time_as(ahead).verdict is verdict
