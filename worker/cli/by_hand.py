"""`vai-calendar calendar …`: play the other side, on a local Google that runs.

What is done here is done as by a person at their calendar: Google tells everybody of it, and a
worker that watches the calendar learns of it as it would from Google itself.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from aiohttp import ClientError
from cyclopts import Parameter

from worker.cli.agenda import agenda, line
from worker.errors import FatalError, Misconfigured
from worker.sandbox.local_google.by_hand.diary import Diary
from worker.sandbox.local_google.by_hand.entry import Entry
from worker.sandbox.local_google.by_hand.new_entry import NewEntry, When
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.by_hand.typed import (
    MOST_DAYS,
    MOST_MINUTES,
    MOST_WEEKS,
    read_address,
    read_count,
    read_day,
    read_time,
    read_zone,
)
from worker.sandbox.local_google.by_hand.words import ANSWERS
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError
from worker.sandbox.local_google.push.loopback import is_loopback
from worker.settings.environment import google_api_root

URL = "http://127.0.0.1:8085/"
As = Annotated[str, Parameter(name="--as", help="Whose calendar: an address that the local Google knows.")]
From = Annotated[
    str | None, Parameter(name="--from", help="The first of the 14 days to look at, as 2026-11-23; today.")
]
Url = Annotated[
    str | None,
    Parameter(
        name="--url",
        help="The root of the running local Google: by default VAI_GOOGLE__API_ROOT where that is on this "
        f"machine, else {URL}",
    ),
]
Series = Annotated[bool, Parameter(name="--series", negative=(), help="Do it to the whole series.")]
Day = Annotated[str | None, Parameter(name="--day", help="The day, as 2026-11-23.")]
At = Annotated[str | None, Parameter(name="--at", help="The time on that person's clock, as 14:30.")]
Minutes = Annotated[int | None, Parameter(name="--minutes", help="How long it takes.")]
Days = Annotated[int | None, Parameter(name="--days", help="How many whole days it takes, without a time.")]
Guests = Annotated[
    tuple[str, ...],
    Parameter(name="--guest", negative=(), show_default=False, help="An address to invite. Repeat it."),
]
Weeks = Annotated[int | None, Parameter(name="--weeks", help="So many weeks in a row.")]
Which = Annotated[str, Parameter(help="An event: its id or its title, or how one of them begins.")]


@dataclass(frozen=True, slots=True)
class SaidTime:
    """When a new event is."""

    day: Day = None
    at: At = None
    minutes: Minutes = 60
    days: Days = None

    def read(self, today: date) -> When:
        if (self.at is None) == (self.days is None):
            raise NotPossible("an event has either a time (--at) or whole days (--days)")
        start = read_day(self.day) if self.day else today
        minutes = counted("--minutes", self.minutes, MOST_MINUTES) or 60
        days = counted("--days", self.days, MOST_DAYS) or 1
        return When(start, read_time(self.at) if self.at else None, minutes, days)


async def people(*, url: Url = None) -> None:
    """List everybody whose calendar is there."""
    async with running(url) as control:
        for account in await control.people():
            tell(f"{account.email}  {account.time_zone}")


async def person(email: str, /, *, zone: str = "UTC", url: Url = None) -> None:
    """Add a person, or change their time zone."""
    async with running(url) as control:
        account = await control.add_account(read_address(email), time_zone=read_zone(zone))
        tell(f"Added: {account.email}  {account.time_zone}")


async def week(*, email: As, first: From = None, url: Url = None) -> None:
    """Show today and the next 13 days."""
    async with diary_of(email, url) as diary:
        start = read_day(first) if first else diary.today
        tell(*agenda(diary, await diary.entries(start)))


async def add(
    title: str,
    /,
    *,
    email: As,
    when: Annotated[SaidTime | None, Parameter(name="*")] = None,
    guests: Guests = (),
    weeks: Weeks = None,
    url: Url = None,
) -> None:
    """Put in an event: with a time, or with whole days."""
    async with diary_of(email, url) as diary:
        invited = tuple(map(read_address, guests))
        in_a_row = counted("--weeks", weeks, MOST_WEEKS)
        new = NewEntry(title, (when or SaidTime()).read(diary.today), invited, in_a_row)
        tell("Put in: " + line(await diary.add(new)))


async def move(
    event: Which,
    /,
    *,
    email: As,
    day: Day = None,
    at: At = None,
    minutes: Minutes = None,
    first: From = None,
    url: Url = None,
) -> None:
    """Move an event to another day or time. What is not said stays as it is."""
    async with diary_of(email, url) as diary:
        entry = await found(diary, event, first)
        await diary.move(entry, moved(entry, day, at, minutes))
        tell("Moved: " + line(await diary.entry(entry.id)))


async def retitle(
    event: Which, title: str, /, *, email: As, series: Series = False, first: From = None, url: Url = None
) -> None:
    """Give an event another title."""
    async with diary_of(email, url) as diary:
        entry = await found(diary, event, first, series=series)
        await diary.retitle(entry, title, series=series)
        tell("Renamed: " + line(await diary.entry(entry.id)) + extent(entry, series=series))


async def delete(
    event: Which, /, *, email: As, series: Series = False, first: From = None, url: Url = None
) -> None:
    """Delete an event: the organizer for everybody, a guest for themselves."""
    async with diary_of(email, url) as diary:
        entry = await found(diary, event, first, series=series)
        await diary.delete(entry, series=series)
        tell("Deleted: " + line(entry) + extent(entry, series=series))


async def answer(
    event: Which,
    said: Literal["yes", "maybe", "no"],
    /,
    *,
    email: As,
    series: Series = False,
    first: From = None,
    url: Url = None,
) -> None:
    """Answer an invitation."""
    async with diary_of(email, url) as diary:
        entry = await found(diary, event, first, series=series)
        await diary.answer(entry, ANSWERS[said], series=series)
        tell(f"Answered {said}: {line(entry)}{extent(entry, series=series)}")


def extent(entry: Entry, *, series: bool) -> str:
    return " (the whole series)" if series and entry.series_id else ""


def moved(entry: Entry, day: str | None, at: str | None, minutes: int | None) -> When:
    """Return where an entry goes, which keeps what is None."""
    if day is None and at is None and minutes is None:
        raise NotPossible("where to? give --day, --at or --minutes")
    to = read_day(day) if day else entry.start.date()
    if entry.all_day and at is None:
        return When(to, days=entry.days)
    length = counted("--minutes", minutes, MOST_MINUTES) or (60 if entry.all_day else entry.minutes)
    return When(to, read_time(at) if at else entry.start.time(), minutes=length)


def counted(name: str, number: int | None, most: int) -> int | None:
    return None if number is None else read_count(name, number, most)


async def found(diary: Diary, event: str, first: str | None, *, series: bool = False) -> Entry:
    return await diary.find(event, read_day(first) if first else None, series=series)


@asynccontextmanager
async def diary_of(email: str, url: str | None) -> AsyncIterator[Diary]:
    async with running(url) as control:
        yield await Diary.open(control, email)


@asynccontextmanager
async def running(url: str | None) -> AsyncIterator[LocalGoogleControl]:
    """Reach a running local Google, and say in a line what goes wrong with it."""
    root = url or root_of(google_api_root())
    try:
        async with LocalGoogleControl.connect(root.rstrip("/") + "/") as control:
            yield control
    except NotPossible as error:
        raise Misconfigured(str(error)) from error
    except LocalGoogleError as error:
        raise FatalError(f"Google says no: {error.status} {error.reason or ''}: {error.message}") from error
    except (ClientError, TimeoutError, ValueError) as error:
        raise FatalError(
            f"no local Google at {root}: `vai-calendar local-google` starts one, `--url` names another"
        ) from error


def root_of(api_root: str | None) -> str:
    """Return the worker's Google where that is on this machine: the other one has no calendar to play on."""
    return api_root if api_root and is_loopback(api_root) else URL


def tell(*lines: str) -> None:
    sys.stdout.write("".join(f"{each}\n" for each in lines))
