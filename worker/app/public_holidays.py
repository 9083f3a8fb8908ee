"""Public holidays of the countries that a setting names: the only module that knows the library `holidays`.

Which country a zone lies in is told by the zone data itself, old names of zones included.
"""

from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files

from holidays import country_holidays

from worker.domain.holidays import Holidays
from worker.errors import Misconfigured

YEARS_AHEAD = 10
"""Longer than a worker runs without a restart, and than anybody searches ahead."""


def public_holidays(countries: Collection[str], this_year: int) -> Holidays:
    """Load what is public holiday from last year on. It takes a tenth of a second and more.

    Raise `Misconfigured` for what is no country of ISO 3166 with a zone of its own.
    """
    if not countries:
        return Holidays({})
    known = zones_by_country()
    if strange := sorted(country for country in countries if country not in known):
        raise Misconfigured(f"VAI_WORKER__HOLIDAYS: no such country: {', '.join(strange)}")
    years = range(this_year - 1, this_year + YEARS_AHEAD)
    days = {country: frozenset(country_holidays(country, years=years)) for country in countries}
    return Holidays({zone: days[country] for country in countries for zone in known[country]})


def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    country_of = dict(_places())
    links = {old: country_of[name] for name, old in _links() if name in country_of}
    zones: dict[str, tuple[str, ...]] = {}
    for zone, country in {**links, **country_of}.items():
        zones[country] = (*zones.get(country, ()), zone)
    return zones


def _places() -> Iterator[tuple[str, str]]:
    """Return each zone with its country, by the code of ISO 3166."""
    for line in _lines("zone.tab"):
        country, _position, zone, *_ = line.split("\t")
        yield zone, country


def _links() -> Iterator[tuple[str, str]]:
    """Return each zone that has an older name, with that."""
    for line in _lines("tzdata.zi"):
        if line.startswith("L "):
            _, name, old = line.split()
            yield name, old


def _lines(name: str) -> Iterator[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
