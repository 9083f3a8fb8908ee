"""Canonical bytes: equal values give equal ones, and what is not known is an error at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import orjson
import pytest

from worker.domain.canonical import NotReadable, decode, encode
from worker.domain.interval import Interval

AN_INSTANT = datetime(2026, 3, 29, 1, 0, 0, 5, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Square:
    side: int


@dataclass(frozen=True)
class Circle:
    width: int


@dataclass(frozen=True)
class Everything:
    when: Interval
    at: datetime
    lasts: timedelta
    days: frozenset[date]
    zone: ZoneInfo
    colours: Mapping[Colour, int]
    shapes: tuple[Square | Circle, ...]
    pair: tuple[int, str]
    perhaps: Square | None = None


@dataclass(frozen=True)
class Strange:
    what: complex


EVERYTHING = Everything(
    when=Interval(AN_INSTANT, AN_INSTANT + timedelta(hours=1)),
    at=AN_INSTANT,
    lasts=timedelta(days=-1, microseconds=7),
    days=frozenset({date(2026, 12, 25), date(2026, 1, 1)}),
    zone=ZoneInfo("Europe/Bucharest"),
    colours={Colour.RED: 3},
    shapes=(Square(1), Circle(1)),
    pair=(1, "ă"),
)


def test_what_is_encoded_comes_back() -> None:
    assert decode(Everything, encode(EVERYTHING)) == EVERYTHING


def test_names_are_sorted_and_instants_are_microseconds() -> None:
    assert encode(EVERYTHING.when) == b"[1774746000000005,1774749600000005]"
    assert encode(EVERYTHING).startswith(b'{"at":1774746000000005,"colours":{"red":3},"days":["2026-01-01"')


def test_sets_have_one_order_whatever_theirs_is() -> None:
    days = [date(2026, 1, day) for day in range(1, 32)]
    stored = encode(replace(EVERYTHING, days=frozenset(days)))

    assert [date.fromisoformat(day) for day in orjson.loads(stored)["days"]] == days


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    there = AN_INSTANT.astimezone(ZoneInfo("Asia/Kathmandu"))

    assert encode(there) == encode(AN_INSTANT)


def test_a_field_that_was_not_stored_has_its_default() -> None:
    older = encode(EVERYTHING).replace(b'"perhaps":null,', b"")

    assert decode(Everything, older) == EVERYTHING


@pytest.mark.parametrize(
    "stored",
    [b'{"side":1,"colour":"red"}', b"{}", b"[]", b"{"],
    ids=["of a newer release", "with a field missing", "of another shape", "cut off"],
)
def test_what_another_release_wrote_is_not_misread(stored: bytes) -> None:
    with pytest.raises(NotReadable):
        decode(Square, stored)


def test_a_type_without_a_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="complex"):
        encode(Strange(1j))
