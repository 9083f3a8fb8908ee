"""Series word by word: clocks that change, every spelling of a line, lines that are broken, and bounds."""

from datetime import UTC, date, datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from worker.domain.recurrence import is_endless, occurrences, occurs_within, skipped_lines

UTC_ZONE = ZoneInfo("UTC")
BUCHAREST = ZoneInfo("Europe/Bucharest")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ALWAYS = (date(1990, 1, 1), date(2100, 1, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def timed(*lines: str, start: str, zone: ZoneInfo, end: str = "2100-01-01T00:00Z", **more: bool) -> list[str]:
    """Expand a series from the year 2000 on, and return its starts in UTC."""
    window = (at("2000-01-01T00:00Z"), at(end))
    found = occurrences(lines, at(start), zone, window, limit=12, **more)
    return [f"{one:%m-%d %H:%M}" for one in found]


def days(*lines: str, start: str = "2026-11-23", window: tuple[date, date] = ALWAYS) -> list[str]:
    """Expand an all-day series that starts on a Monday, and return its first days."""
    found = occurrences(lines, date.fromisoformat(start), UTC_ZONE, window, limit=12)
    return [one.isoformat() for one in found]


@pytest.mark.parametrize(
    ("start", "zone", "line", "expected"),
    [
        pytest.param(
            "2026-03-28T10:00+02:00",
            BUCHAREST,
            "RRULE:FREQ=DAILY;COUNT=3",
            ["03-28 08:00", "03-29 07:00", "03-30 07:00"],
            id="spring-keeps-the-wall-time",
        ),
        pytest.param(
            "2026-03-28T03:30+02:00",
            BUCHAREST,
            "RRULE:FREQ=DAILY;COUNT=3",
            ["03-28 01:30", "03-29 01:30", "03-30 00:30"],
            id="a-lost-half-past-three-is-half-past-four",
        ),
        pytest.param(
            "2026-10-24T03:30+03:00",
            BUCHAREST,
            "RRULE:FREQ=DAILY;COUNT=3",
            ["10-24 00:30", "10-25 00:30", "10-26 01:30"],
            id="of-two-the-first",
        ),
        pytest.param(
            "2026-10-25T03:30+02:00",
            BUCHAREST,
            "RRULE:FREQ=DAILY;COUNT=2",
            ["10-25 01:30", "10-26 01:30"],
            id="a-start-in-the-second-hour-stays-there",
        ),
        pytest.param(
            "2026-03-01T02:30-05:00",
            NEW_YORK,
            "RRULE:FREQ=WEEKLY;COUNT=3",
            ["03-01 07:30", "03-08 07:30", "03-15 06:30"],
            id="new-york-loses-half-past-two",
        ),
        pytest.param(
            "2026-04-04T01:45+11:00",
            LORD_HOWE,
            "RRULE:FREQ=DAILY;COUNT=3",
            ["04-03 14:45", "04-04 14:45", "04-05 15:15"],
            id="half-an-hour-twice-on-lord-howe",
        ),
        pytest.param(
            "2026-10-03T02:10+10:30",
            LORD_HOWE,
            "RRULE:FREQ=DAILY;COUNT=3",
            ["10-02 15:40", "10-03 15:40", "10-04 15:10"],
            id="half-an-hour-lost-on-lord-howe",
        ),
        pytest.param(
            "2026-03-28T03:30+02:00",
            BUCHAREST,
            "RRULE:FREQ=DAILY;BYHOUR=3,4;BYMINUTE=30;COUNT=4",
            ["03-28 01:30", "03-28 02:30", "03-29 01:30"],
            id="two-wall-times-of-one-instant-are-one",
        ),
    ],
)
def test_wall_time_over_changes_of_the_clocks(
    start: str, zone: ZoneInfo, line: str, expected: list[str]
) -> None:
    assert timed(line, start=start, zone=zone) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param("20261125T080000Z", ["11-23 08:00", "11-24 08:00", "11-25 08:00"], id="utc-inclusive"),
        pytest.param("20261125T075959Z", ["11-23 08:00", "11-24 08:00"], id="utc-a-second-earlier"),
        pytest.param("20261125T100000", ["11-23 08:00", "11-24 08:00", "11-25 08:00"], id="local"),
        pytest.param("20261124", ["11-23 08:00", "11-24 08:00"], id="a-day-means-all-of-it"),
    ],
)
def test_until_is_the_last_start_and_loses_none(until: str, expected: list[str]) -> None:
    """East of Greenwich too, where `dateutil` alone would lose the last."""
    line = f"RRULE:FREQ=DAILY;UNTIL={until}"

    assert timed(line, start="2026-11-23T10:00+02:00", zone=BUCHAREST) == expected


def test_a_day_as_until_ends_in_the_zone_of_the_series() -> None:
    """23:00 in New York is the next day in UTC."""
    line = "RRULE:FREQ=DAILY;UNTIL=20261124"

    assert timed(line, start="2026-11-23T23:00-05:00", zone=NEW_YORK) == ["11-24 04:00", "11-25 04:00"]


def test_times_are_added_and_taken_away_in_any_spelling() -> None:
    """With a zone of their own, in UTC, and local: measured together, seven instants become these."""
    found = timed(
        "RRULE:FREQ=DAILY;UNTIL=20260401T070000Z",
        "EXDATE;TZID=Europe/Paris:20260329T090000",
        "EXDATE:20260330T070000Z,20260331T100000",
        "RDATE:20260405T120000Z",
        "RDATE;TZID=America/New_York;VALUE=DATE-TIME:20260406T090000",
        "EXRULE:FREQ=WEEKLY;BYDAY=SA",
        start="2026-03-27T10:00+02:00",
        zone=BUCHAREST,
    )

    assert found == ["03-27 08:00", "04-01 07:00", "04-05 12:00", "04-06 13:00"]


def test_an_all_day_series_is_about_days() -> None:
    lines = (
        "RRULE:FREQ=DAILY;UNTIL=20261127",
        "EXDATE;VALUE=DATE:20261124",
        "RDATE:20261201",
        "EXDATE:20261126",
    )

    assert days(*lines) == ["2026-11-23", "2026-11-25", "2026-11-27", "2026-12-01"]
    assert days("RRULE:FREQ=DAILY;UNTIL=20261124T000000Z") == ["2026-11-23", "2026-11-24"]


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;COUNT=0",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=MINUTELY;COUNT=3",
        "RRULE:FREQ=SECONDLY",
        "RRULE:COUNT=3",
        "RRULE:FREQ=DAILY;FREQ=DAILY",
        "RRULE:FREQ=DAILY;BYMONTH=13",
        "RRULE:FREQ=DAILY;BYMONTH=-1",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=0",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=32",
        "RRULE:FREQ=WEEKLY;BYDAY=XX",
        "RRULE:FREQ=WEEKLY;BYDAY=",
        "RRULE:FREQ=WEEKLY;WKST=MO,TU",
        "RRULE:FREQ=MONTHLY;BYDAY=9MO",
        "RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=MO,-6TU",
        "RRULE:FREQ=YEARLY;BYDAY=54MO",
        "RRULE:FREQ=DAILY;BYHOUR=24",
        "RRULE:FREQ=DAILY;BYEASTER=0",
        "RRULE:FREQ=DAILY;UNTIL=soon",
        "RRULE:FREQ=DAILY;UNTIL=20261350T000000Z",
        "RRULE:FREQ=DAILY;COUNT=" + "9" * 5000,
        "DATE;TZID=Europe/Bucharest:20261124T100000",
        "EXDATE;VALUE=DATE:20261124",
        "EXDATE;TZID=Mars/Base:20261124T100000",
        "RDATE;VALUE=PERIOD:20261124T100000Z/PT1H",
        "RDATE:20261124T250000Z",
        "DTSTART:20261123T100000Z",
        "",
    ],
)
def test_a_broken_line_is_told_and_the_series_lives_on(line: str) -> None:
    lines = (line, "RRULE:FREQ=WEEKLY;COUNT=2")

    assert skipped_lines(lines, BUCHAREST, all_day=False) == (line,)
    assert timed(*lines, start="2026-11-23T10:00+02:00", zone=BUCHAREST) == ["11-23 08:00", "11-30 08:00"]
    assert timed(line, start="2026-11-23T10:00+02:00", zone=BUCHAREST) == ["11-23 08:00"]


def test_a_time_in_an_all_day_series_is_a_broken_line() -> None:
    lines = ("RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261124T000000Z", "RRULE:FREQ=DAILY;BYHOUR=3")

    assert skipped_lines(lines, UTC_ZONE, all_day=True) == lines[1:]
    assert days(*lines) == ["2026-11-23", "2026-11-24"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (True, ["11-23 10:00", "11-24 10:00", "12-01 10:00"]),
        (False, ["11-24 10:00", "12-01 10:00", "12-08 10:00"]),
    ],
)
def test_a_start_beside_its_rule_is_the_first_occurrence_or_none(counts: bool, expected: list[str]) -> None:
    """The 23rd is a Monday; a start that counts is one of three."""
    line = "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3"

    assert timed(line, start="2026-11-23T10:00Z", zone=UTC_ZONE, start_counts=counts) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=10",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_never_matches_costs_little(rule: str) -> None:
    """`dateutil` alone seeks until the year 9999: up to 4.5 seconds."""
    began = process_time()
    assert days(f"RRULE:{rule}", window=(date(2026, 11, 1), date(2027, 11, 1))) == ["2026-11-23"]

    assert process_time() - began < 1


def test_an_exclusion_without_end_is_walked_no_further_than_it_is_asked_about() -> None:
    lines = ("RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=2")
    centuries = (date(2026, 11, 24), date(3000, 1, 1))
    began = process_time()

    assert occurs_within(lines, date(2026, 11, 23), UTC_ZONE, centuries)
    assert process_time() - began < 0.1


@pytest.mark.parametrize("weekday", ["5MO", "-5MO", "53MO", "-53MO"])
def test_the_last_ordinals_that_mean_something_are_read(weekday: str) -> None:
    frequency = "MONTHLY" if "53" not in weekday else "YEARLY"
    lines = (f"RRULE:FREQ={frequency};BYDAY={weekday}",)

    assert skipped_lines(lines, UTC_ZONE, all_day=True) == ()
    assert occurs_within(lines, date(2026, 11, 23), UTC_ZONE, (date(2026, 12, 1), date(2199, 12, 1)))


def test_leap_days_and_month_ends_are_not_made_up() -> None:
    assert days("RRULE:FREQ=YEARLY;COUNT=3", start="2024-02-29") == ["2024-02-29", "2028-02-29", "2032-02-29"]
    assert days("RRULE:FREQ=MONTHLY;COUNT=3", start="2026-12-31") == [
        "2026-12-31",
        "2027-01-31",
        "2027-03-31",
    ]
    new_year = ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;COUNT=2",)
    assert days(*new_year, start="2026-02-28") == ["2026-02-28", "2027-02-28"]


def test_the_window_is_half_open_and_the_limit_takes_the_first() -> None:
    window = (at("2026-11-24T08:00Z"), at("2026-11-26T08:00Z"))
    daily = (["RRULE:FREQ=DAILY"], at("2026-11-23T08:00Z"), UTC_ZONE)

    assert [one.day for one in occurrences(*daily, window)] == [24, 25]
    assert [one.day for one in occurrences(*daily, window, limit=1)] == [24]
    assert occurs_within(*daily, window)
    assert not occurs_within(*daily, (at("2026-11-24T08:01Z"), at("2026-11-25T08:00Z")))


def test_only_a_rule_without_an_end_is_endless() -> None:
    assert is_endless(["RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY"], UTC_ZONE)
    assert not is_endless(["RRULE:FREQ=DAILY;UNTIL=20261125", "RDATE:20261201T000000Z"], UTC_ZONE)
