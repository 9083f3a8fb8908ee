from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import DAY, HOUR, MINUTE, places
from worker.domain.spans import floor_seconds, instant_at
from worker.domain.zones import (
    UnknownZone,
    around_gap,
    at_wall,
    day_start,
    first_valid,
    instants_of,
    local_date,
    near_names,
    stretches,
    zone,
)

NEW_YORK = ZoneInfo("America/New_York")


def wall(instant: datetime, in_zone: ZoneInfo) -> datetime:
    return instant.astimezone(in_zone).replace(tzinfo=None, fold=0)


def minutes_around(local: datetime) -> Iterator[datetime]:
    """Every minute at which any clock of the world could read `local`."""
    return (local.replace(tzinfo=UTC) + n * MINUTE for n in range(-14 * 60, 14 * 60))


local_times: st.SearchStrategy[tuple[datetime, ZoneInfo]] = st.builds(
    lambda place, skew: (wall(place[1], place[0]) + skew * MINUTE, place[0]), places, st.integers(-180, 180)
)


@given(local_times)
def test_a_wall_time_happens_whenever_the_clock_reads_it(case: tuple[datetime, ZoneInfo]) -> None:
    local, in_zone = case

    expected = [instant for instant in minutes_around(local) if wall(instant, in_zone) == local]

    assert list(instants_of(local, in_zone)) == expected


@given(local_times)
def test_the_first_valid_instant_is_the_first_at_which_the_clock_reads_so_much(
    case: tuple[datetime, ZoneInfo],
) -> None:
    local, in_zone = case

    expected = next(instant for instant in minutes_around(local) if wall(instant, in_zone) >= local)

    assert first_valid(local, in_zone) == expected


@given(local_times)
def test_a_gap_has_a_neighbour_on_either_side(case: tuple[datetime, ZoneInfo]) -> None:
    local, in_zone = case
    if not instants_of(local, in_zone):
        before, after = around_gap(local, in_zone)
        assert before < first_valid(local, in_zone) <= after
        assert wall(before, in_zone) < local < wall(after, in_zone)


@given(places, st.integers(1, 5 * 24 * 60))
def test_stretches_cover_a_span_and_have_the_zones_offset(
    place: tuple[ZoneInfo, datetime], minutes: int
) -> None:
    in_zone, start = place[0], floor_seconds(place[1])
    end = start + minutes * 60
    found = stretches(in_zone, start, end)

    assert [found[0].start, *(each.end for each in found)] == [*(each.start for each in found), end]
    for each in found:
        for second in (*range(each.start, each.end, 900), each.end - 1):
            offset = instant_at(second).astimezone(in_zone).utcoffset()
            assert offset == timedelta(seconds=each.offset)


@given(places)
def test_a_day_starts_with_its_first_minute(place: tuple[ZoneInfo, datetime]) -> None:
    in_zone = place[0]
    day = local_date(place[1], in_zone)
    start = day_start(day, in_zone)

    assert local_date(start, in_zone) == day
    assert local_date(start - MINUTE, in_zone) < day


@pytest.mark.parametrize(
    ("name", "day", "starts"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00Z"),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00Z"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z"),
    ],
)
def test_a_skipped_midnight_is_pushed_to_the_first_valid_instant(name: str, day: date, starts: str) -> None:
    assert day_start(day, zone(name)) == datetime.fromisoformat(starts)


def test_the_lost_hour_of_new_york() -> None:
    lost = datetime(2026, 3, 8, 2, 30)  # noqa: DTZ001 (wall time)

    assert instants_of(lost, NEW_YORK) == ()
    assert around_gap(lost, NEW_YORK) == (
        datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
    )
    assert first_valid(lost, NEW_YORK) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def test_the_repeated_hour_of_new_york() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    assert instants_of(datetime(2026, 11, 1, 1, 30), NEW_YORK) == (first, first + HOUR)  # noqa: DTZ001 (wall time)


def test_minutes_of_a_day_are_read_off_the_clock_even_when_clocks_change() -> None:
    assert at_wall(date(2026, 3, 8), 9 * 60, NEW_YORK) == datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert at_wall(date(2026, 3, 8), 1440, NEW_YORK) - day_start(date(2026, 3, 8), NEW_YORK) == 23 * HOUR


def test_an_instant_is_no_wall_time() -> None:
    with pytest.raises(ValueError, match="not a wall time"):
        instants_of(datetime(2026, 1, 1, tzinfo=UTC), NEW_YORK)


@pytest.mark.parametrize("local", [datetime.min, datetime.max], ids=["first", "last"])  # noqa: DTZ901 (wall times)
def test_the_ends_of_the_calendar_are_out_of_range(local: datetime) -> None:
    for name in ("Asia/Tokyo", "America/Lima"):
        try:
            assert len(instants_of(local, zone(name))) <= 1
        except ValueError as error:
            assert "out of range" in str(error)  # noqa: PT017 (only one of the two is)


def test_an_alias_is_a_zone() -> None:
    assert datetime(2026, 1, 1, tzinfo=zone("Asia/Calcutta")).utcoffset() == timedelta(minutes=330)


@pytest.mark.parametrize(
    "name",
    ["", "Europe", "../x", "/etc/localtime", "Factory", "europe/bucharest", "+03:00", "a\0b", "x" * 100_000],
    ids=lambda name: repr(name[:16]),
)
def test_anything_else_is_an_unknown_zone(name: str) -> None:
    with pytest.raises(UnknownZone) as caught:
        zone(name)

    assert caught.value.name == name
    assert all(zone(near) for near in caught.value.near)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("meant", "first"),
    [
        ("Europe/Bucarest", "Europe/Bucharest"),
        ("europe/bucharest", "Europe/Bucharest"),
        ("Bucharest", "Europe/Bucharest"),
        ("New York", "America/New_York"),
    ],
)
def test_near_names_begin_with_what_was_meant(meant: str, first: str) -> None:
    assert near_names(meant)[0] == first


def test_zones_whose_sign_is_the_other_way_round_are_never_proposed() -> None:
    assert not [name for name in near_names("GMT+3") if name.startswith("Etc/GMT+")]


def test_days_of_a_zone_are_as_long_as_its_clocks_make_them() -> None:
    lord_howe = zone("Australia/Lord_Howe")

    day = date(2026, 4, 5)

    assert day_start(day + DAY, lord_howe) - day_start(day, lord_howe) == timedelta(hours=24, minutes=30)
