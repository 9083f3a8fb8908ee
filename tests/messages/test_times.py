from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from worker.domain.zones import zone
from worker.errors import Refused
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.messages.human_time import HumanTime, utc_text
from worker.messages.texts import Texts
from worker.messages.times import MOST_LOOKED_UP, Instant

instant: TypeAdapter[datetime] = TypeAdapter(Instant)
TEXTS = Texts.load()
TEN = datetime(2026, 3, 30, 7, tzinfo=UTC)

ZONES = st.sampled_from(
    [
        "Europe/Bucharest",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Africa/Casablanca",
        "America/Santiago",
        "Asia/Kathmandu",
        "UTC",
    ]
)
SECONDS = st.integers(0, 199 * 365 * 86_400)
# Half of the instants lie near the clock changes of Bucharest and Lord Howe in 2026.
EDGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
near_changes = st.builds(
    lambda edge, minutes: edge + timedelta(minutes=minutes), st.sampled_from(EDGES), st.integers(-2160, 2160)
)
instants = near_changes | st.builds(
    lambda s: datetime(2000, 6, 1, tzinfo=UTC) + timedelta(seconds=s), SECONDS
)


def read(value: object, time_zone: str = "Europe/Bucharest") -> datetime:
    return instant.validate_python(value, strict=True, context={"time_zone": time_zone})


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-30T07:00:00Z",
        "2026-03-30T07:00Z",
        "2026-03-30t07:00:00z",
        "2026-03-30 07:00:00Z",
        "2026-03-30T07:00:00.000Z",
        "2026-03-30T07:00:00.999999999Z",
        "2026-03-30T10:00:00+03:00",
        "2026-03-29T21:30:00-09:30",
        "2026-03-30T07:00:00-00:00",
        {"local": "2026-03-30T10:00", "time_zone": "Europe/Bucharest"},
        {"local": "2026-03-30T10:00:00", "time_zone": "Europe/Bucharest"},
        {"local": "2026-03-30T12:30", "time_zone": "Asia/Calcutta"},
    ],
    ids=str,
)
def test_every_form_of_one_instant_is_that_instant_in_utc(value: object) -> None:
    assert read(value) == TEN
    assert read(value).tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["", "2026-W14-1T10:00Z", "20260330T100000Z", "2026-03-30T24:00:00Z", "now", 5, [], None]
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        read(value)


@given(instants, ZONES)
def test_what_goes_out_comes_back(moment: datetime, zone_name: str) -> None:
    shown = HumanTime.of(moment, zone_name, TEXTS, "ro")

    assert read(shown.utc) == moment
    assert read(shown.local) == moment
    assert datetime.fromisoformat(shown.local).utcoffset() == moment.astimezone(zone(zone_name)).utcoffset()


@given(instants, ZONES)
def test_a_wall_time_is_its_instant_or_is_refused_with_it_among_the_choices(
    moment: datetime, zone_name: str
) -> None:
    wall = moment.astimezone(zone(zone_name)).replace(tzinfo=None, fold=0)
    value = {"local": wall.isoformat(), "time_zone": zone_name}

    try:
        assert read(value) == moment
    except ValidationError as error:
        choices = error.errors()[0]["ctx"]["choices"]
        assert len(choices) == 2
        assert moment in [read(choice) for choice in choices]


@given(st.datetimes(datetime(2000, 1, 2), datetime(2199, 12, 30)), ZONES)  # noqa: DTZ001 (wall times)
def test_every_choice_is_a_valid_instant(wall: datetime, zone_name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(wall.isoformat(timespec="seconds"), zone_name)

    choices = refused.value.errors()[0]["ctx"]["choices"]
    assert 1 <= len(choices) <= 2
    assert all(
        abs(read(choice) - wall.replace(tzinfo=UTC)) < timedelta(days=1, hours=3) for choice in choices
    )


def test_technical_instants_are_in_utc_to_the_millisecond() -> None:
    moment = datetime(2026, 3, 30, 10, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=3)))

    assert utc_text(moment) == "2026-03-30T07:00:00.123Z"


def test_a_time_for_people_is_that_of_the_contract(texts: Texts) -> None:
    assert HumanTime.of(TEN, "Europe/Bucharest", texts, "ro").model_dump() == {
        "utc": "2026-03-30T07:00:00Z",
        "local": "2026-03-30T10:00:00+03:00",
        "time_zone": "Europe/Bucharest",
        "text": "luni, 30 martie 2026, 10:00",
    }


def test_a_body_full_of_misspelt_zones_is_refused_without_looking_for_all_of_them() -> None:
    people = [{"email": f"p{n}@vai.example", "time_zone": f"Europa/Bukarest{n}"} for n in range(200)]
    body = {
        "type": "check_availability",
        "command_id": "c",
        "user_id": "u@vai.example",
        "participants": people,
    }

    with pytest.raises(Refused) as refused:
        open_envelope(orjson.dumps(body)).command(Defaults())

    with_choices = [problem for problem in refused.value.fields if problem.choices]
    assert len(with_choices) == MOST_LOOKED_UP
