"""A weekly meeting of Ana's, and the id of its second instance."""

import pytest

from tests.sandbox.local_google.events.series.weekly import SECOND, weekly
from tests.sandbox.local_google.people import BOB, guests
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


@pytest.fixture
async def made(ana: Person) -> Json:
    return await ana.insert(weekly(attendees=guests(BOB)))


@pytest.fixture
def second(made: Json) -> str:
    return f"{made['id']}_{SECOND}"
