"""A client that keeps series and exceptions, and expands them itself, sees what Google expands.

This is what the worker does: it follows `singleEvents=false`, and expands where a list is asked for.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.sandbox.local_google.events.series.weekly import FIRST, SECOND, THIRD, WHILE, weekly
from tests.sandbox.local_google.people import ANA, BOB, EVE, Login, guests, meeting
from worker.domain.recurrence import occurrences
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

Shown = tuple[datetime, datetime, str]


def instant(time: Json) -> datetime:
    return datetime.fromisoformat(time["dateTime"]).astimezone(UTC)


def as_shown(event: Json) -> Shown:
    return instant(event["start"]), instant(event["end"]), event["summary"]


def expanded(events: list[Json]) -> list[Shown]:
    """Expand masters, put exceptions in the places of their instances, and leave out what was cancelled."""
    alive = [one for one in events if one["status"] != "cancelled"]
    exceptions = [one for one in events if "recurringEventId" in one]
    replaced = {(one["recurringEventId"], instant(one["originalStartTime"])) for one in exceptions}
    shown = [as_shown(one) for one in alive if "recurrence" not in one]
    for master in (one for one in alive if "recurrence" in one):
        first, last, title = as_shown(master)
        starts = occurrences(master["recurrence"], first, ZoneInfo(master["start"]["timeZone"]), window())
        plain = (start for start in starts if (master["id"], start) not in replaced)
        shown += [(start, start + (last - first), title) for start in plain]
    return sorted(shown)


def window() -> tuple[datetime, datetime]:
    first, last = (datetime.fromisoformat(WHILE[name]).astimezone(UTC) for name in ("timeMin", "timeMax"))
    return first, last


async def edit(ana: Person, bob: Person, eve: Person) -> None:
    await ana.insert(meeting("08:00", "09:00", summary="Single", attendees=guests(BOB)))
    made = await ana.insert(weekly(id="series", attendees=guests(BOB)))
    later = {name: {"dateTime": f"2026-12-01T{at}:00:00Z"} for name, at in (("start", 15), ("end", 16))}
    await ana.patch(f"{made['id']}_{SECOND}", {**later, "summary": "Moved"})
    await ana.delete(f"{made['id']}_{THIRD}")
    await bob.delete(f"{made['id']}_{FIRST}")
    longer = [
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261217T235959Z",
        "EXDATE;TZID=Europe/Bucharest:20261203T120000",
    ]
    await ana.patch(made["id"], {"recurrence": longer, "attendees": guests(BOB, EVE)})
    await eve.delete(f"{made['id']}_20261214T100000Z")
    await ana.patch(f"{made['id']}_20261210T100000Z", {"attendees": guests(EVE), "summary": "Without Bob"})


@pytest.mark.parametrize(("email", "count"), [(ANA, 7), (BOB, 5), (EVE, 5)])
async def test_expanding_the_kept_events_gives_what_google_expands(
    ana: Person, bob: Person, eve: Person, login: Login, email: str, count: int
) -> None:
    """On everybody's calendar, after changes, cancellations, answers and a new rule."""
    await edit(ana, bob, eve)
    person = await login(email)
    kept = (await person.list())["items"]
    google = (await person.list(singleEvents="true", **WHILE))["items"]

    assert expanded(kept) == sorted(as_shown(one) for one in google)
    assert len(google) == count
