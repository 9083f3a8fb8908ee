"""A weekly meeting of three Mondays, and how tests look at it."""

from typing import Any

from tests.sandbox.local_google.people import meeting
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

BUCHAREST = "Europe/Bucharest"
FIRST, SECOND, THIRD = "20261123T100000Z", "20261130T100000Z", "20261207T100000Z"
"""The starts by which its instances are named."""
TUESDAY = {name: {"dateTime": f"2026-12-01T{hour}:00:00Z"} for name, hour in (("start", 15), ("end", 16))}
WHILE = {"timeMin": "2026-11-23T00:00:00Z", "timeMax": "2027-01-01T00:00:00Z"}


def zoned(body: Json, zone: str = BUCHAREST) -> Json:
    times = {name: {**body[name], "timeZone": zone} for name in ("start", "end")}
    return {**body, **times}


def weekly(*lines: str, **fields: Any) -> Json:
    """Return a series: Mondays from 10:00 to 11:00 UTC, which is noon in Bucharest."""
    return zoned(meeting(recurrence=list(lines) or ["RRULE:FREQ=WEEKLY;COUNT=3"], **fields))


def all_day(*lines: str, **fields: Any) -> Json:
    times = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}
    return {"summary": "Fair", **times, "recurrence": list(lines), **fields}


def start_of(event: Json) -> str:
    """Return `11-23 12:00`, or `11-23` of a day."""
    start: Json = event.get("start", {})
    day = start.get("date") or start.get("dateTime", "?????")
    return str(day)[5:16].replace("T", " ")


def kinds(events: list[Json]) -> list[str]:
    """Tell series, exceptions and single events apart, cancelled ones with a dash."""
    names = {True: "exception", False: "single"}
    return sorted(
        ("-" if one["status"] == "cancelled" else "")
        + ("series" if "recurrence" in one else names["recurringEventId" in one])
        for one in events
    )


async def instances(person: Person, event_id: str, **params: str) -> list[Json]:
    path = f"calendars/primary/events/{event_id}/instances"
    items: list[Json] = (await person.send("GET", path, None, params))["items"]
    return items


async def starts(person: Person, event_id: str, **params: str) -> list[str]:
    return [start_of(one) for one in await instances(person, event_id, **params)]


async def listed(person: Person, **params: str) -> list[Json]:
    items: list[Json] = (await person.list(**params))["items"]
    return items


async def singles(person: Person, **params: str) -> list[str]:
    """Return the starts of single events and instances around the meeting."""
    found = await listed(person, singleEvents="true", orderBy="startTime", **WHILE, **params)
    return [start_of(one) for one in found]
