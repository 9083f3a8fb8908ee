"""Who the tests are about, and how they write down a meeting."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.json_types import Json

ANA = "ana@corp.example"
BOB = "bob@corp.example"
EVE = "eve@elsewhere.example"
NOW = "2026-11-23T08:00:00+00:00"
MONDAY = "2026-11-23"
Login = Callable[..., Awaitable[Person]]
"""Signs a program in for somebody: `await login(ANA, SCOPE + "calendar.events")`."""
SCOPE = "https://www.googleapis.com/auth/"


def meeting(start: str = "10:00", end: str = "11:00", **fields: Any) -> Json:
    """Return an event body on the Monday of the tests, times in UTC."""
    times = {name: {"dateTime": f"{MONDAY}T{at}:00Z"} for name, at in (("start", start), ("end", end))}
    return {"summary": "Review", **times, **fields}


def guests(*emails: str) -> list[Json]:
    return [{"email": email} for email in emails]


def responses(event: Json) -> dict[str, str]:
    return {one["email"]: one["responseStatus"] for one in event.get("attendees", [])}


async def refusal(call: Awaitable[object]) -> tuple[int, str | None]:
    """Return the status and reason with which a call is refused."""
    with pytest.raises(LocalGoogleError) as refused:
        await call
    return refused.value.status, refused.value.reason


async def busy(person: Person, *calendar_ids: str, **body: Any) -> Json:
    """Ask when calendars are busy on the Monday, and return the part about calendars."""
    asked = {
        "timeMin": f"{MONDAY}T00:00:00Z",
        "timeMax": "2026-11-24T00:00:00Z",
        "items": [{"id": one} for one in calendar_ids],
        **body,
    }
    calendars: Json = (await person.send("POST", "freeBusy", asked, {}))["calendars"]
    return calendars


def hours(calendar: Json) -> list[str]:
    """Return busy times as `10:00-11:00`."""
    return [f"{one['start'][11:16]}-{one['end'][11:16]}" for one in calendar["busy"]]
