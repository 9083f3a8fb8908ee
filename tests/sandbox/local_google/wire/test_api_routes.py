"""Paths of the API, [D]."""

import pytest

from tests.sandbox.local_google.people import refusal
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.api_routes import ROUTES
from worker.sandbox.local_google.wire.discovery import is_documented, method_of


def test_every_path_that_is_built_is_one_of_googles() -> None:
    for route in ROUTES:
        assert method_of(route.method, route.template).parameters


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("POST", "calendars/primary/events/quickAdd", 501, id="not-built"),
        pytest.param("GET", "colors", 501, id="not-built-either"),
        pytest.param("POST", "calendars/primary/watch", 404, id="not-googles"),
        pytest.param("GET", "channels", 404, id="no-list-of-channels"),
        pytest.param("POST", "calendars/primary/events/x", 404, id="another-method"),
    ],
)
async def test_what_google_does_not_have_is_not_found_and_what_is_not_built_says_so(
    ana: Person, method: str, path: str, status: int
) -> None:
    body: Json | None = None if method == "GET" else {}

    assert (await refusal(ana.send(method, path, body, {})))[0] == status


def test_the_discovery_document_is_asked_by_method_and_path() -> None:
    assert is_documented("POST", ("calendars", "x", "clear"))
    assert not is_documented("GET", ("calendars", "x", "clear"))
