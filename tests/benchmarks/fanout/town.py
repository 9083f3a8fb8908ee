"""People with calendars on a local Google, a way to ask it, and its log of what was asked."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeAlias

from worker.domain.account import Account
from worker.domain.availability import Reading
from worker.domain.interval import Interval
from worker.google.calendar import GoogleCalendar
from worker.google.google import Acting, open_google
from worker.ports.clock import SystemClock
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.oauth_client import endpoints_at
from worker.sandbox.local_google.server import LocalGoogle

START = datetime(2027, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = tuple(f"p{number:03}@vai.example" for number in range(200))
MEETINGS = 4
"""Of each person, in three months. Few, and no series: the local Google shares our processor."""

Question: TypeAlias = tuple[Collection[str], Interval]
Answer: TypeAlias = Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Town:
    calendar: GoogleCalendar
    control: LocalGoogleControl

    async def at_once(self, questions: Sequence[Question], accounts: Sequence[Account]) -> list[Answer]:
        """Ask all questions at the same moment, each for every account."""
        asked = (self.calendar.free_busy(account, *one) for account in accounts for one in questions)
        return await asyncio.gather(*asked)

    async def queries(self) -> int:
        return len(await self.control.log(path="/freeBusy$"))


def accounts(number: int) -> list[Account]:
    return [Account(email, email) for email in PEOPLE[:number]]


@asynccontextmanager
async def open_town() -> AsyncIterator[Town]:
    key, clock = await new_service_account(), SystemClock()
    async with (
        LocalGoogle.start() as running,
        open_google(
            api_root=running.url,
            endpoints=endpoints_at(running),
            acting=Acting(key, ["@vai.example"]),
            clock=clock,
        ) as google,
    ):
        if not isinstance(google.calendar, GoogleCalendar):
            raise TypeError("not the calendar at Google")
        await running.control.register(key)
        await running.control.behave(user_quota_per_minute=None, project_quota_per_minute=None)
        await settle(running.control)
        yield Town(google.calendar, running.control)


async def settle(control: LocalGoogleControl) -> None:
    dice = Random(1)
    for email in PEOPLE:
        await control.add_account(email)
        person = await control.person(email)
        for _ in range(MEETINGS):
            await person.insert(meeting(START + dice.randrange(24 * 90) * HOUR))


def meeting(start: datetime) -> dict[str, object]:
    return {
        "start": {"dateTime": start.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": (start + HOUR).isoformat(), "timeZone": "UTC"},
    }
