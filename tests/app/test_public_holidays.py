from datetime import date
from zoneinfo import ZoneInfo

import pytest

from worker.app.public_holidays import public_holidays, zones_by_country
from worker.errors import Misconfigured

WHIT_MONDAY = date(2026, 6, 1)
UNITY_DAY = date(2026, 10, 3)


@pytest.mark.parametrize(
    ("zone", "day", "off"),
    [
        pytest.param("Europe/Bucharest", WHIT_MONDAY, True, id="orthodox Whit Monday"),
        pytest.param("Europe/Bucharest", UNITY_DAY, False, id="another country's day"),
        pytest.param("Europe/Berlin", UNITY_DAY, True, id="the second country"),
        pytest.param("Europe/Vienna", UNITY_DAY, False, id="a country that was not named"),
        pytest.param("Europe/Bucharest", date(2027, 1, 1), True, id="next year"),
        pytest.param("Asia/Calcutta", date(2026, 1, 26), True, id="an old name of a zone"),
        pytest.param("UTC", date(2026, 1, 1), False, id="nowhere"),
    ],
)
def test_a_zone_has_the_public_holidays_of_its_country(zone: str, day: date, off: bool) -> None:
    holidays = public_holidays(("RO", "DE", "IN"), 2026)

    assert (day in holidays.of(ZoneInfo(zone))) is off


def test_without_countries_there_are_none() -> None:
    assert public_holidays((), 2026).by_zone == {}


def test_a_country_that_is_none_stops_the_worker_by_name() -> None:
    with pytest.raises(Misconfigured, match="VAI_WORKER__HOLIDAYS: no such country: Romania"):
        public_holidays(("Romania", "DE"), 2026)


def test_nothing_stops_a_worker_in_any_country_that_has_a_zone() -> None:
    countries = zones_by_country().keys()

    assert public_holidays(countries, 2026).by_zone.keys() >= {"Europe/Bucharest", "Antarctica/Troll"}
