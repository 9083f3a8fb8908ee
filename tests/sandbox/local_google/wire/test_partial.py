"""Partial responses [S12], [D]."""

import pytest

from tests.sandbox.local_google.people import meeting, refusal
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


@pytest.fixture
async def day(ana: Person) -> Person:
    await ana.insert(meeting(summary="B"))
    await ana.insert(meeting(summary="A"))
    return ana


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ("items(summary)", {"items": [{"summary": "B"}, {"summary": "A"}]}),
        ("items/summary,kind", {"kind": "calendar#events", "items": [{"summary": "B"}, {"summary": "A"}]}),
        ("items(start/timeZone)", {"items": [{"start": {"timeZone": "Europe/Bucharest"}}] * 2}),
        ("nextPageToken", {}),
    ],
)
async def test_fields_trim_an_answer(day: Person, fields: str, shown: Json) -> None:
    """[S12]."""
    assert await day.list(fields=fields) == shown


@pytest.mark.parametrize(
    "fields", ["items(", "items(sumary)", "", "items(id))", "items id", ",id", "items(id"]
)
async def test_a_wrong_selector_is_refused(day: Person, fields: str) -> None:
    """[S12]."""
    assert await refusal(day.list(fields=fields)) == (400, "invalidParameter")


@pytest.mark.parametrize("fields", ["items(" * 1000, "items/" * 1000 + "id"], ids=["brackets", "slashes"])
async def test_a_selector_without_end_is_refused(ana: Person, fields: str) -> None:
    assert await refusal(ana.list(fields=fields)) == (400, "invalidParameter")
