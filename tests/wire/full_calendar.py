"""A calendar with a little of everything that people keep in theirs, from now on."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from worker.ports.clock import SystemClock
from worker.sandbox.local_google.control.person import Person

Json = dict[str, Any]

ZONES = ("Europe/Bucharest", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
RULES = (
    ["RRULE:FREQ=DAILY;COUNT=9"],
    ["RRULE:FREQ=WEEKLY;BYDAY=MO,TH"],
    ["RRULE:FREQ=DAILY;INTERVAL=3", "EXRULE:FREQ=WEEKLY;BYDAY=TU"],
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def today() -> datetime:
    """Return the last midnight in UTC."""
    return datetime.combine(SystemClock().now().date(), time(), UTC)


def timed(start: datetime, zone: str = ZONES[0], length: timedelta = HOUR) -> Json:
    return {
        "start": {"dateTime": start.isoformat(), "timeZone": zone},
        "end": {"dateTime": (start + length).isoformat(), "timeZone": zone},
    }


def days(first: datetime, number: int) -> Json:
    last = first + number * DAY
    return {"start": {"date": f"{first:%Y-%m-%d}"}, "end": {"date": f"{last:%Y-%m-%d}"}}


async def fill(ana: Person, guest: str, seed: int) -> None:
    """Put some forty events into a calendar, and change some of those that recur."""
    dice = Random(seed)
    for number in range(24):
        start = today() + dice.randrange(-30, 24 * 12) * HOUR
        body = timed(start, dice.choice(ZONES), dice.choice((HOUR / 2, HOUR, 26 * HOUR)))
        await ana.insert({"summary": f"Event {number}", **body, **extras(dice, guest)})
    for number in range(5):
        await ana.insert({"summary": f"Days {number}", **days(today() + dice.randrange(-2, 12) * DAY, 2)})
    await ana.insert({"summary": "In no time", **timed(today() + 2 * DAY, length=0 * HOUR)})
    for rule in RULES:
        start = today() + dice.randrange(-200, 100) * HOUR
        series = {"summary": f"Series {rule[0]}", "recurrence": rule, **extras(dice, guest)}
        await change_some(ana, dice, await ana.insert({**series, **timed(start, dice.choice(ZONES))}))
        await change_some(ana, dice, await ana.insert({**series, **days(start, dice.choice((1, 3)))}))


def extras(dice: Random, guest: str) -> Json:
    """Return what some events have: guests, a place, words, our mark, or that they block nobody."""
    return dice.choice(
        (
            {},
            {"attendees": [{"email": guest, "displayName": "Ștefan"}]},
            {"location": "Sala Mare", "description": "Buget &amp; plan<br>anual"},
            {"extendedProperties": {"private": {"vai_created_by": "ai_agent"}}},
            {"transparency": "transparent"},
        )
    )


async def change_some(ana: Person, dice: Random, series: Json) -> None:
    """Move, rename and take away instances of a series."""
    path = f"calendars/primary/events/{series['id']}/instances"
    ahead = await ana.send("GET", path, None, {"timeMin": today().isoformat(), "maxResults": "6"})
    changed = iter(dice.sample(ahead["items"], min(3, len(ahead["items"]))))
    for gone in islice(changed, 1):
        await ana.delete(gone["id"])
    for moved in islice(changed, 1):
        start = today() + dice.randrange(24, 200) * HOUR
        await ana.patch(moved["id"], days(start, 1) if "date" in moved["start"] else timed(start))
    for renamed in changed:
        await ana.patch(renamed["id"], {"summary": "Renamed"})
