"""Whose word counts for when somebody works: the command's, Google's, or nobody's."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    NOW,
    TEXTS,
    Json,
    World,
    available,
    schedule,
    span,
    wire,
)
from worker.app.wiring import router
from worker.domain.holidays import Holidays
from worker.domain.working_hours import WorkingHours
from worker.ports.work_times import NO_WORK_TIMES, NOTHING_KNOWN, GoogleHours

KATHMANDU = ZoneInfo("Asia/Kathmandu")
"""At 09:00 to 17:00 there it is 05:15 to 13:15 in Bucharest."""
LATE = (WorkingHours(frozenset(range(5)), 15 * 60, 18 * 60),)
TUESDAY = wire(span("00:00", "24:00", days=1))
EARLY: Json = {"working_hours": {"days": ["tuesday"], "start": "05:00", "end": "07:00"}}
NEPAL: Json = {"time_zone": "Asia/Kathmandu"}
LONDON: Json = {"time_zone": "Europe/London"}
OFF: Json = {"exceptions": [{"date": "2026-03-03"}]}
SPLIT: Json = {
    "exceptions": [
        {"date": "2026-03-03", "start": "20:00", "end": "22:00"},
        {"date": "2026-03-03", "start": "04:00", "end": "05:00"},
    ]
}
ALWAYS: Json = {
    "email": ANA,
    "working_hours": {"days": ["monday", "tuesday"], "start": "00:00", "end": "00:00"},
    "exceptions": [],
}


async def hours_of_bob(world: World, person: Json, command: Json) -> list[int]:
    """Return the hours of Tuesday in Bucharest at which there are slots for Bob, whoever else comes."""
    body = available(
        participants=[ALWAYS, {"email": BOB, **person}],
        window=TUESDAY,
        step_minutes=60,
        duration_minutes=60,
        limit=100,
        **command,
    )
    starts = [each["start"]["utc"] for each in (await world.data(body))["slots"]]
    return sorted(int(start[11:13]) + 2 for start in starts)


@pytest.mark.parametrize(
    ("known", "person", "command", "hours"),
    [
        pytest.param(NOTHING_KNOWN, {}, {}, range(9, 17), id="office-hours-where-nobody-says-anything"),
        pytest.param(GoogleHours(hours=LATE), {}, {}, range(15, 18), id="googles-hours"),
        pytest.param(GoogleHours(zone=KATHMANDU), {}, {}, range(6, 13), id="googles-zone"),
        pytest.param(GoogleHours(KATHMANDU, LATE), {}, {}, range(12, 14), id="googles-hours-in-googles-zone"),
        pytest.param(GoogleHours(hours=LATE), EARLY, {}, range(5, 7), id="the-persons-own-before-googles"),
        pytest.param(GoogleHours(hours=LATE), {}, EARLY, range(5, 7), id="the-commands-hours-before-googles"),
        pytest.param(GoogleHours(KATHMANDU), LONDON, {}, range(11, 19), id="the-persons-zone-before-googles"),
        pytest.param(NOTHING_KNOWN, NEPAL, {}, range(6, 13), id="the-persons-own-zone"),
        pytest.param(
            GoogleHours(hours=LATE), NEPAL, {}, range(12, 14), id="googles-hours-in-the-persons-zone"
        ),
        pytest.param(GoogleHours(hours=LATE), OFF, {}, [], id="a-day-off-of-the-person"),
        pytest.param(GoogleHours(hours=LATE), {}, SPLIT, [4, 20, 21], id="a-split-day-of-everybody"),
        pytest.param(NOTHING_KNOWN, SPLIT, OFF, [4, 20, 21], id="the-persons-own-days-before-the-commands"),
        pytest.param(
            NOTHING_KNOWN,
            {"exceptions": []},
            OFF,
            range(9, 17),
            id="a-person-without-any-has-not-the-commands",
        ),
    ],
)
async def test_whose_word_counts(
    world: World, known: GoogleHours, person: Json, command: Json, hours: range
) -> None:
    world.work_times.know(ANA, BOB, known)

    assert await hours_of_bob(world, person, command) == list(hours)


async def test_the_grid_stays_in_the_zone_of_the_command(world: World) -> None:
    world.work_times.know(ANA, ANA, GoogleHours(zone=KATHMANDU))
    world.work_times.know(ANA, BOB, GoogleHours(zone=KATHMANDU))

    data = await world.data(available(window=TUESDAY, limit=100))

    starts = {slot["start"]["utc"][14:16] for slot in data["slots"]}
    assert starts == {"00", "30"}
    assert {slot["start"]["time_zone"] for slot in data["slots"]} == {"Europe/Bucharest"}


async def test_holidays_are_those_of_the_zone_that_counts(world: World) -> None:
    holidays = Holidays({"Europe/Bucharest": frozenset({date(2026, 3, 3)})})
    world.handle = router(world.ports, TEXTS, world.clock, holidays=holidays)
    here: Json = {"participants": [ALWAYS | NEPAL, {"email": BOB}], "window": TUESDAY}
    assert (await world.data(available(**here)))["slots"] == []

    world.work_times.know(ANA, BOB, GoogleHours(zone=KATHMANDU))

    assert (await world.data(available(command_id="c-2", **here)))["slots"]


async def test_hours_said_of_a_holiday_mean_that_the_person_works(world: World) -> None:
    holidays = Holidays({"Europe/Bucharest": frozenset({date(2026, 3, 3)})})
    world.handle = router(world.ports, TEXTS, world.clock, holidays=holidays)
    own = ALWAYS | SPLIT

    data = await world.data(
        available(participants=[own, {"email": BOB, **SPLIT}], window=TUESDAY, duration_minutes=60)
    )

    assert sorted(each["start"]["utc"][11:16] for each in data["slots"]) == [
        "02:00",
        "18:00",
        "18:30",
        "19:00",
    ]


async def test_the_first_command_does_not_wait_and_what_is_read_counts_for_the_next(world: World) -> None:
    assert await hours_of_bob(world, {}, {}) == list(range(9, 17))
    assert world.primary_calendars.asked == []

    world.clock.instant += timedelta(seconds=5)
    heard = {wanted.email: wanted for wanted in await world.work_times.due(9)}
    assert set(heard) == {ANA, BOB}
    await world.work_times.keep(heard[BOB], GoogleHours(hours=LATE))

    assert await hours_of_bob(world, {}, {"command_id": "c-2"}) == [15, 16, 17]


async def test_a_meeting_is_booked_in_googles_hours(world: World) -> None:
    world.work_times.know(ANA, BOB, GoogleHours(hours=LATE))

    data = await world.data(schedule(window=wire(span("9:00", "18:00"))))

    assert data["slot"]["start"]["utc"] >= "2026-03-02T13:00:00Z"


async def test_an_exact_time_is_not_held_to_googles_hours_either(world: World) -> None:
    world.work_times.know(ANA, BOB, GoogleHours(hours=()))

    assert (await world.data(schedule()))["slot"]["start"]["utc"].startswith("2026-03-02T08:00")


async def test_whoever_wants_none_of_it_has_office_hours(world: World) -> None:
    world.work_times.know(ANA, BOB, GoogleHours(KATHMANDU, LATE))
    world.handle = router(replace(world.ports, work_times=NO_WORK_TIMES), TEXTS, world.clock)

    assert await hours_of_bob(world, {}, {}) == list(range(9, 17))
    assert not await NO_WORK_TIMES.due(9)


def test_the_day_of_these_tests_is_the_one_before_tuesday() -> None:
    assert (NOW.weekday(), KATHMANDU.utcoffset(NOW)) == (0, timedelta(hours=5, minutes=45))
