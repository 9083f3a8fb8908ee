"""A time for people is one instant in four forms, each of them as RFC 3339 has it where it is no prose."""

from datetime import UTC, datetime

import pytest

from worker.domain.zones import zone
from worker.messages.human_time import HumanTime
from worker.messages.texts import Texts


def shown(instant: datetime, zone_name: str, texts: Texts) -> HumanTime:
    return HumanTime.of(instant, zone_name, texts, "en")


def test_a_time_is_told_in_utc_and_as_the_clocks_of_the_place_show_it(texts: Texts) -> None:
    time = shown(datetime(2026, 3, 30, 7, tzinfo=UTC), "Europe/Bucharest", texts)

    assert (time.utc, time.local) == ("2026-03-30T07:00:00Z", "2026-03-30T10:00:00+03:00")


@pytest.mark.parametrize(
    ("zone_name", "day", "local"),
    [
        ("Europe/Bucharest", "1930-06-01", "1930-06-01T00:00:36+01:45"),
        ("Africa/Monrovia", "1971-06-01", "1971-06-01T00:00:30-00:44"),
        ("Asia/Kolkata", "2026-06-01", "2026-06-01T00:00:00+05:30"),
        ("America/St_Johns", "2026-06-01", "2026-06-01T00:00:00-02:30"),
    ],
)
def test_an_offset_is_of_whole_minutes_and_a_midnight_keeps_its_day(
    zone_name: str, day: str, local: str, texts: Texts
) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone(zone_name)).astimezone(UTC)

    time = shown(midnight, zone_name, texts)

    assert time.local == local
    assert datetime.fromisoformat(time.local) == midnight
