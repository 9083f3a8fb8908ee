"""What people type, and what they are told where it makes no sense."""

from datetime import time

import pytest

from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.by_hand.typed import read_count, read_time, read_zone


@pytest.mark.parametrize(
    ("text", "read"),
    [("9:00", time(9)), ("09:00", time(9)), ("9:05:30", time(9, 5, 30)), ("14:30", time(14, 30))],
)
def test_a_time_may_lack_its_zero(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize("text", ["9", "9:0", "25:00", ":00", "nine"])
def test_what_is_no_time_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(NotPossible, match=f"“{text}” is no time of day: write it as 14:30"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Europe/Bucarest", "“Europe/Bucarest” is no time zone; did you mean Europe/Bucharest?"),
        ("qqqq", "“qqqq” is no time zone"),
    ],
)
def test_a_misspelt_zone_is_told_the_one_that_was_meant(text: str, says: str) -> None:
    with pytest.raises(NotPossible) as told:
        read_zone(text)

    assert str(told.value) == says


@pytest.mark.parametrize("number", [-5, 0, 21])
def test_a_count_has_limits(number: int) -> None:
    assert read_count("--minutes", 20, 20) == 20
    with pytest.raises(NotPossible, match="--minutes must be a whole number from 1 to 20"):
        read_count("--minutes", number, 20)
