"""The law of synchronisation: who folds increments into a full reading has what the calendar holds [S13]."""

import random
from collections.abc import Awaitable, Callable

import pytest

from tests.sandbox.local_google.people import BOB, guests, meeting
from tests.sandbox.local_google.sync.following import pages_of
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

STEPS = 30


class Mirror:
    """A client that keeps what it is told, and reads in pages while others write."""

    def __init__(self, person: Person, dice: random.Random, **params: str) -> None:
        self.person, self.dice, self.params = person, dice, params
        self.events: dict[str, Json] = {}
        self.token: dict[str, str] = {}

    async def read(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        page_token: dict[str, str] = {}
        while True:
            page = await self.person.list(maxResults="3", **self.params, **self.token, **page_token)
            for item in page["items"]:
                self.fold(item)
            if "nextSyncToken" in page:
                self.token = {"syncToken": page["nextSyncToken"]}
                return
            page_token = {"pageToken": page["nextPageToken"]}
            if self.dice.random() < 0.5:
                await meanwhile()

    def fold(self, item: Json) -> None:
        if item["status"] == "cancelled":
            self.events.pop(item["id"], None)
        else:
            self.events[item["id"]] = item


class Writer:
    """Somebody who does all that can be done to events, by chance."""

    def __init__(self, ana: Person, bob: Person, dice: random.Random) -> None:
        self.ana, self.bob, self.dice = ana, bob, dice

    async def step(self) -> None:
        await self.dice.choice((self.insert, self.insert, self.series, self.move, self.delete, self.answer))()

    async def insert(self) -> None:
        await self.ana.insert(meeting(attendees=guests(BOB), summary=self.word()))

    async def series(self) -> None:
        zoned = {name: {**time, "timeZone": "UTC"} for name, time in meeting().items() if name != "summary"}
        rule = f"RRULE:FREQ=DAILY;COUNT={self.dice.randint(2, 4)}"
        await self.ana.insert({**zoned, "summary": self.word(), "recurrence": [rule]})

    async def move(self) -> None:
        """Change a single event, a series or one of its instances."""
        event = await self.any_event()
        if event:
            changes = {"summary": self.word()} if self.dice.random() < 0.4 else self.new_times(event)
            await self.ana.patch(event["id"], changes)

    def new_times(self, event: Json) -> Json:
        """Return other times on the same day, and for a series perhaps another number of them."""
        day, hour = event["start"]["dateTime"][:10], self.dice.randint(1, 20)
        start, end = f"{day}T{hour:02}:00:00Z", f"{day}T{hour + 1:02}:00:00Z"
        times = {"start": {"dateTime": start, "timeZone": "UTC"}, "end": {"dateTime": end, "timeZone": "UTC"}}
        if "recurrence" not in event:
            return times
        rule = {"recurrence": [f"RRULE:FREQ=DAILY;COUNT={self.dice.randint(1, 5)}"]}
        return self.dice.choice((times, rule, {**times, **rule}))

    async def delete(self) -> None:
        event = await self.any_event()
        if event:
            await self.ana.delete(event["id"])

    async def answer(self) -> None:
        invited = [one for one in (await self.bob.list())["items"] if one.get("attendees")]
        if invited:
            response = self.dice.choice(("accepted", "declined", "tentative"))
            await self.bob.respond(self.dice.choice(invited)["id"], response)

    async def any_event(self) -> Json | None:
        single = self.dice.choice(("true", "false"))
        items: list[Json] = (await self.ana.list(singleEvents=single))["items"]
        return self.dice.choice([one for one in items if one["status"] != "cancelled"] or [None])

    def word(self) -> str:
        return f"{self.dice.random():.6f}"


@pytest.mark.parametrize("single", ["true", "false"])
@pytest.mark.parametrize("seed", range(3))
async def test_a_mirror_has_what_the_calendar_holds(
    ana: Person, bob: Person, control: LocalGoogleControl, single: str, seed: int
) -> None:
    await control.behave(user_quota_per_minute=None)
    dice = random.Random(seed)
    writer = Writer(ana, bob, dice)
    mirrors = [Mirror(person, dice, singleEvents=single) for person in (ana, bob)]
    for _ in range(STEPS):
        await writer.step()
        if dice.random() < 0.3:
            for mirror in mirrors:
                await mirror.read(writer.step)
    for mirror in mirrors:
        await mirror.read(nothing)
        pages = await pages_of(mirror.person, singleEvents=single)
        held = {item["id"]: item for page in pages for item in page["items"] if item["status"] != "cancelled"}
        assert mirror.events == held


async def nothing() -> None:
    """Let nothing happen between two pages."""
