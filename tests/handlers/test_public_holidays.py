"""Where a setting names a country, nobody there is asked to meet on its public holidays."""

from datetime import date
from typing import Any

import pytest

from tests.handlers.world import TEXTS, WEBHOOK, World, available, schedule, span, wire
from worker.app.wiring import router
from worker.codes import Code
from worker.domain.holidays import Holidays

HOLIDAYS = Holidays({"Europe/Bucharest": frozenset({date(2026, 3, 2)})})
MONDAY = {"window": wire(span("9:00", "17:00"))}


@pytest.fixture(autouse=True)
def _holiday(world: World) -> None:
    world.handle = router(world.ports, TEXTS, world.clock, webhook=WEBHOOK, holidays=HOLIDAYS)


async def test_a_holiday_has_no_times_and_is_an_excluded_day(world: World) -> None:
    data: dict[str, Any] = await world.data(available(**MONDAY))

    assert data["slots"] == []
    assert data["explanation"]["blocked"]["excluded_day"] == data["explanation"]["candidates"] > 0
    assert data["suggestions"][0]["date"] == "2026-03-03"


async def test_nothing_is_booked_on_a_holiday(world: World) -> None:
    await world.refused(schedule(**MONDAY), Code.NO_SLOT)


async def test_a_time_that_is_asked_for_by_name_is_not_held_to_holidays(world: World) -> None:
    data = await world.data(schedule(slot=wire(span("10:00", "11:00"))))

    assert data["slot"]["start"]["utc"] == "2026-03-02T08:00:00Z"
