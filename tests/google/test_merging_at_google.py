"""Merged answers beside unmerged ones, on the local Google over HTTP."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOBS, GUEST
from worker.domain.account import Account
from worker.domain.availability import Reading
from worker.domain.interval import Interval
from worker.errors import AvailabilityUnknown
from worker.google.google import Google
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

START = datetime(2027, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = [f"p{number}@vai.example" for number in range(12)]
Question = tuple[list[str], Interval]


async def fill(control: LocalGoogleControl, dice: Random) -> None:
    for email in PEOPLE:
        await control.add_account(email, time_zone=dice.choice(["Europe/Bucharest", "Asia/Kathmandu"]))
        person = await control.person(email)
        for _ in range(6):
            await person.insert(entry(dice))


def entry(dice: Random) -> dict[str, object]:
    """Make an event: most last hours, some whole days, some are transparent, some repeat."""
    start = START + dice.randrange(-48, 24 * 100) * HOUR
    if dice.random() < 1 / 4:
        days = {"start": {"date": f"{start:%Y-%m-%d}"}, "end": {"date": f"{start + 2 * DAY:%Y-%m-%d}"}}
        return {**days, "transparency": "opaque"}
    end = start + dice.randrange(1, 30) * HOUR / 2
    times: dict[str, object] = {
        "start": {"dateTime": start.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": end.isoformat(), "timeZone": "UTC"},
    }
    if dice.random() < 1 / 5:
        times["recurrence"] = ["RRULE:FREQ=WEEKLY;COUNT=5"]
    if dice.random() < 1 / 8:
        times["transparency"] = "transparent"
    return times


def question(dice: Random) -> Question:
    start = START + dice.randrange(24 * 80) * HOUR + dice.randrange(60) * timedelta(minutes=1)
    people = dice.sample([*PEOPLE, GUEST, "nobody@vai.example"], dice.randrange(1, 8))
    return people, Interval(start, start + dice.choice([HOUR / 2, DAY, 7 * DAY, 70 * DAY]))


async def answers(
    google: Google, asked: Sequence[Question], account: Account = ANA
) -> list[Mapping[str, Reading]]:
    return await asyncio.gather(*(google.calendar.free_busy(account, *one) for one in asked))


@pytest.mark.parametrize("seed", range(6))
async def test_a_merged_answer_is_the_unmerged_one(
    google: Google, control: LocalGoogleControl, seed: int
) -> None:
    dice = Random(seed)
    if seed % 2:
        await control.assume(busy_is_clipped=False, adjacent_busy_is_merged=False)
    await fill(control, dice)
    asked = [question(dice) for _ in range(12)]
    apart = [await google.calendar.free_busy(ANA, *one) for one in asked]
    await control.clear_log()

    assert await answers(google, asked) == apart
    assert len(await control.log(path="/freeBusy$")) <= 3


async def test_a_hundred_commands_at_once_are_few_queries(
    google: Google, control: LocalGoogleControl
) -> None:
    dice, names = Random(7), count()
    people = [f"q{next(names)}@vai.example" for _ in range(120)]
    for email in people[:10]:
        await control.add_account(email)
    asked = [
        (dice.sample(people, 9), Interval(START + days * DAY, START + (days + 7) * DAY))
        for days in (dice.randrange(100) for _ in range(100))
    ]
    await answers(google, asked[:1])
    await control.clear_log()
    found = await answers(google, asked)

    assert [set(one) for one in found] == [set(emails) for emails, _ in asked]
    assert len(await control.log(path="/freeBusy$")) <= 3 * 2 + 1


async def test_two_accounts_ask_apart(google: Google, control: LocalGoogleControl) -> None:
    window = Interval(START, START + DAY)
    await asyncio.gather(
        *(
            google.calendar.free_busy(account, [ANA.address], window)
            for account in (ANA, BOBS)
            for _ in range(5)
        )
    )

    assert sorted(entry.subject or "" for entry in await control.log(path="/freeBusy$")) == [
        "ana@vai.example",
        "bob@vai.example",
    ]


async def test_a_calendar_that_fails_inside_an_answer_fails_those_who_asked_for_it(
    google: Google, control: LocalGoogleControl
) -> None:
    await control.add_account(PEOPLE[0])
    window = Interval(START, START + DAY)
    await control.add_fault(Fault(path="freeBusy", free_busy_errors={PEOPLE[0]: "internalError"}))
    unknown, known = await asyncio.gather(
        google.calendar.free_busy(ANA, [PEOPLE[0], ANA.address], window),
        google.calendar.free_busy(ANA, [ANA.address], window),
        return_exceptions=True,
    )

    assert isinstance(unknown, AvailabilityUnknown)
    assert not isinstance(known, BaseException)
    assert set(known) == {ANA.address}


async def test_a_token_that_died_is_replaced_for_all_at_once(
    google: Google, control: LocalGoogleControl
) -> None:
    asked = [([ANA.address], Interval(START, START + days * DAY)) for days in range(1, 20)]
    await answers(google, asked)
    await control.revoke_tokens()
    await control.clear_log()
    await answers(google, asked)

    assert [entry.status for entry in await control.log(path="/freeBusy$")] == [401, 200]


async def test_queries_end_with_the_way_to_google(opening: OpenGoogle, control: LocalGoogleControl) -> None:
    await control.add_fault(Fault(path="freeBusy", stall=timedelta(seconds=5)))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1), opening() as google:
            await google.calendar.free_busy(ANA, [ANA.address], Interval(START, START + DAY))
