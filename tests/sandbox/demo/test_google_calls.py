from datetime import UTC, datetime
from typing import Any

import pytest

from worker.sandbox.demo.google_calls import in_short
from worker.sandbox.local_google.wire.request_log import LogEntry

CALENDARS = "/calendar/v3/calendars"


def call(http_method: str, path: str, status: int | None = 200, body: Any = None) -> LogEntry:
    arrived = datetime(2026, 1, 1, tzinfo=UTC)
    return LogEntry(
        sequence=1,
        arrived=arrived,
        arrived_monotonic=0,
        method=http_method,
        path=path,
        query={},
        status=status,
        body=body,
    )


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (call("POST", "/calendar/v3/freeBusy", body={"items": [{}, {}]}), "freeBusy of 2"),
        (call("POST", f"{CALENDARS}/ana@vai.example/events"), "events.insert"),
        (call("GET", f"{CALENDARS}/ana@vai.example/events"), "events.list"),
        (call("DELETE", f"{CALENDARS}/ana@vai.example/events/e1", 204), "events.delete"),
        (call("GET", f"{CALENDARS}/primary"), "calendars.get"),
        (call("POST", f"{CALENDARS}/primary/events", 409), "events.insert 409"),
        (call("POST", f"{CALENDARS}/primary/events", None), "events.insert None"),
        (call("GET", "/calendar/v3/colors"), "colors"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_call_is_named_in_googles_words(entry: LogEntry, named: str) -> None:
    assert in_short([entry]) == named


def test_calls_are_told_in_order_with_their_number_and_without_the_tokens() -> None:
    insert = call("POST", f"{CALENDARS}/primary/events")
    read = call("GET", f"{CALENDARS}/primary/events/e1")

    assert in_short([call("POST", "/token"), read, insert, read]) == "events.get ×2 · events.insert"  # noqa: RUF001
    assert in_short([call("POST", "/token")]) == ""
