"""What increments tell of series, [S13] and 7."""

from typing import Any

import pytest

from tests.sandbox.local_google.events.series.weekly import FIRST, SECOND, THIRD, weekly
from tests.sandbox.local_google.people import BOB, guests
from tests.sandbox.local_google.sync.following import start
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

SINGLE = {"singleEvents": "true"}


@pytest.fixture
async def made(ana: Person) -> Json:
    return await ana.insert(weekly(id="series", attendees=guests(BOB)))


async def told(person: Person, token: str, **params: Any) -> list[str]:
    """Return ids and status of an increment, without the name of the series."""
    items = (await person.list(syncToken=token, **params))["items"]
    ids = sorted((one["id"].removeprefix("series_"), one["status"]) for one in items)
    return [name if status == "confirmed" else f"-{name}" for name, status in ids]


async def test_a_changed_series_is_one_change_and_a_changed_instance_another(ana: Person, made: Json) -> None:
    token = await start(ana)
    await ana.patch("series", {"summary": "New"})
    assert await told(ana, token) == ["series"]

    token = await start(ana)
    await ana.patch(f"series_{SECOND}", {"summary": "Other"})
    await ana.delete(f"series_{THIRD}")
    assert await told(ana, token) == [SECOND, f"-{THIRD}"]


async def test_with_single_events_a_changed_series_is_all_its_instances(ana: Person, made: Json) -> None:
    token = await start(ana, **SINGLE)
    await ana.patch("series", {"summary": "New"})

    assert await told(ana, token, **SINGLE) == [FIRST, SECOND, THIRD]


async def test_with_single_events_instances_that_are_no_more_are_told_as_deleted(
    ana: Person, bob: Person, made: Json
) -> None:
    """Or a client that holds instances would keep them for ever."""
    tokens = [(person, await start(person, **SINGLE)) for person in (ana, bob)]
    await ana.patch("series", {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})

    for person, token in tokens:
        assert await told(person, token, **SINGLE) == [FIRST, f"-{SECOND}", f"-{THIRD}"]
        assert await told(person, await start(person, **SINGLE), **SINGLE) == []


async def test_with_single_events_a_deleted_series_is_all_its_instances_deleted(
    ana: Person, bob: Person, made: Json
) -> None:
    await ana.patch(f"series_{SECOND}", {"summary": "Other"})
    tokens = [(person, await start(person, **SINGLE)) for person in (ana, bob)]
    await ana.delete("series")

    for person, token in tokens:
        assert await told(person, token, **SINGLE) == [f"-{FIRST}", f"-{SECOND}", f"-{THIRD}"]


async def test_with_single_events_what_becomes_a_series_is_itself_no_more(ana: Person, made: Json) -> None:
    await ana.patch("series", {"recurrence": None})
    token = await start(ana, **SINGLE)
    await ana.patch("series", {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})

    assert await told(ana, token, **SINGLE) == [FIRST, "-series"]
    token = await start(ana, **SINGLE)
    await ana.patch("series", {"recurrence": None})
    assert await told(ana, token, **SINGLE) == [f"-{FIRST}", "series"]


async def test_without_single_events_only_what_stands_there_is_told(ana: Person, made: Json) -> None:
    """Masters, exceptions and tombstones [S18]: what the worker follows."""
    await ana.patch(f"series_{SECOND}", {"summary": "Other"})
    token = await start(ana)
    await ana.patch("series", {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})

    assert await told(ana, token) == [f"-{SECOND}", "series"]


async def test_with_single_events_a_guest_who_is_removed_hears_of_every_instance(
    ana: Person, bob: Person, made: Json
) -> None:
    token = await start(bob, **SINGLE)
    await ana.patch("series", {"attendees": []})

    assert await told(bob, token, **SINGLE) == [f"-{FIRST}", f"-{SECOND}", f"-{THIRD}"]


async def test_with_single_events_an_exception_that_is_no_more_is_told_once(ana: Person, made: Json) -> None:
    await ana.patch(f"series_{SECOND}", {"summary": "Other"})
    token = await start(ana, **SINGLE)
    await ana.patch("series", {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})

    assert await told(ana, token, **SINGLE) == [FIRST, f"-{SECOND}", f"-{THIRD}"]
