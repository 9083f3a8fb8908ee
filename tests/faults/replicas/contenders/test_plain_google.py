from datetime import UTC, datetime

import pytest

from tests.faults.replicas.contenders.plain_google import next_quarter


@pytest.mark.parametrize(
    ("minute", "second", "expected"),
    [
        pytest.param(0, 0, 0, id="one that is one"),
        pytest.param(0, 1, 15, id="just past one"),
        pytest.param(44, 59, 45, id="just before one"),
    ],
)
def test_the_next_quarter_of_an_hour(minute: int, second: int, expected: int) -> None:
    moment = datetime(2026, 11, 23, 9, minute, second, tzinfo=UTC)

    assert next_quarter(moment) == datetime(2026, 11, 23, 9, expected, tzinfo=UTC)
