"""Whatever three people do to a series, every view of it tells the same story.

Expanding the kept events gives the instances, and a mirror fed by increments is the full list.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import pytest

from tests.sandbox.local_google.events.series.test_client_side import as_shown, expanded
from tests.sandbox.local_google.events.series.weekly import WHILE, listed, weekly
from tests.sandbox.local_google.people import BOB, EVE, guests
from tests.sandbox.local_google.sync.following import pages_of
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.json_types import Json

RULES = [
    "WEEKLY;COUNT=3",
    "WEEKLY;COUNT=5",
    "WEEKLY;INTERVAL=2;COUNT=3",
    "DAILY;COUNT=4",
    "WEEKLY;UNTIL=20261210T000000Z",
]
GUESTS = [(BOB,), (EVE,), (BOB, EVE), ()]
EDITS = 7


@dataclass(slots=True)
class Mirror:
    """What a client holds that reads increments."""

    person: Person
    single: str
    token: str = ""
    held: dict[str, Json] = field(default_factory=dict)

    async def read(self) -> None:
        known = {"syncToken": self.token} if self.token else {}
        pages = await pages_of(self.person, singleEvents=self.single, maxResults="7", **known)
        self.held |= {item["id"]: item for page in pages for item in page["items"]}
        self.token = pages[-1]["nextSyncToken"]

    async def check(self) -> None:
        await self.read()
        full = await listed(self.person, singleEvents=self.single)
        assert alive(list(self.held.values())) == alive(full)


def alive(events: list[Json]) -> dict[str, Json]:
    return {one["id"]: one for one in events if one["status"] != "cancelled"}


def edits(ana: Person, bob: Person, random: Random, one: str) -> list[Callable[[], Awaitable[object]]]:
    """Return what can be done to a series, and to one of its instances."""
    day, hour, invited = random.randint(24, 30), random.randint(10, 20), guests(*random.choice(GUESTS))
    times = {
        name: {"dateTime": f"2026-11-{day}T{at}:00:00Z"} for name, at in (("start", hour), ("end", hour + 1))
    }
    return [
        lambda: ana.patch("series", {"recurrence": [f"RRULE:FREQ={random.choice(RULES)}"]}),
        lambda: ana.patch("series", {"summary": f"Title {hour}"}),
        lambda: ana.patch("series", {"attendees": invited}),
        lambda: ana.patch("series", {"status": "confirmed"}),
        lambda: ana.delete("series"),
        lambda: ana.patch(one, {**times, "summary": "Moved"}),
        lambda: ana.patch(one, {"summary": f"Other {hour}"}),
        lambda: ana.patch(one, {"attendees": invited}),
        lambda: ana.patch(one, {"status": "confirmed"}),
        lambda: ana.delete(one),
        lambda: bob.delete(one),
        lambda: bob.delete("series"),
        lambda: bob.respond(one, random.choice(["accepted", "declined"])),
    ]


class Refused(Exception):
    """Somebody tried what cannot be done at the moment."""


async def tried(edit: Awaitable[object]) -> None:
    try:
        await edit
    except LocalGoogleError as error:
        if error.status in {403, 404, 410}:
            raise Refused from error
        raise


@pytest.mark.parametrize("seed", range(24))
async def test_all_views_of_a_series_agree(ana: Person, bob: Person, eve: Person, seed: int) -> None:
    random = Random(seed)
    await ana.insert(weekly(id="series", attendees=guests(BOB)))
    mirrors = [Mirror(person, single) for person in (ana, bob, eve) for single in ("true", "false")]
    for mirror in mirrors:
        await mirror.read()
    for _ in range(EDITS):
        ids = [one["id"] for one in await listed(ana, singleEvents="true", showDeleted="true")]
        edit = random.choice(edits(ana, bob, random, random.choice(ids)))
        with suppress(Refused):
            await tried(edit())
    for mirror in mirrors:
        await mirror.check()
    for person in (ana, bob, eve):
        instances = await listed(person, singleEvents="true", **WHILE)
        assert expanded(await listed(person)) == sorted(as_shown(one) for one in instances)
