"""Google's hours are read beside the commands: a few at a time, and once a day whatever it says."""

import asyncio
from datetime import timedelta

import pytest

from tests.fakes.accounts import FakeAccounts
from tests.fakes.clock import FakeClock
from tests.fakes.work_times import FakePrimaryCalendars, FakeWorkTimes
from tests.handlers.world import ANA, BOB, EVE, GUEST, NOW
from worker.codes import Code
from worker.domain.account import Account
from worker.domain.working_hours import OFFICE_HOURS
from worker.errors import (
    EventNotFound,
    GoogleUnavailable,
    RateLimited,
    Refused,
    RequestRejected,
    StoreUnavailable,
    WorkerError,
)
from worker.handlers.work_time_reader import AT_ONCE, WorkTimeReader
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours

OFFICE = GoogleHours(hours=OFFICE_HOURS)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


class Reading:
    """A reader, and what it reads and keeps."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.accounts = FakeAccounts()
        self.google = FakePrimaryCalendars()
        self.work_times = FakeWorkTimes(self.clock)
        self.reader = WorkTimeReader(self.accounts, self.google, self.work_times)

    async def want(self, *emails: str, user: str = ANA) -> dict[str, GoogleHours]:
        """Ask as a command does, and let the moment pass after which it may be read."""
        known = await self.work_times.known(Account(user, user), emails)
        self.clock.instant += 4 * SECOND
        return dict(known)

    async def read_all(self, turns: int = 9) -> list[str]:
        """Read as often as a while takes, and return who was asked about meanwhile."""
        before = len(self.google.asked)
        for _ in range(turns):
            assert not await self.reader.read_due()
        return [email for _, email in self.google.asked[before:]]


@pytest.fixture
def reading() -> Reading:
    return Reading()


async def test_what_google_says_is_kept_for_the_next_command(reading: Reading) -> None:
    reading.google.answers |= {BOB: OFFICE}
    await reading.want(BOB)

    assert await reading.read_all() == [BOB]
    assert await reading.want(BOB) == {BOB: OFFICE}


async def test_few_are_read_at_a_time(reading: Reading) -> None:
    people = [f"p{n}@vai.example" for n in range(5)]
    reading.google.answers |= dict.fromkeys(people, OFFICE)
    await reading.want(*people)

    assert [len(await reading.read_all(1)) for _ in range(4)] == [AT_ONCE, AT_ONCE, 1, 0]


@pytest.mark.parametrize(
    ("error", "known"),
    [
        pytest.param(Refused(Code.CALENDAR_NOT_FOUND, "404"), NOTHING_KNOWN, id="not-found"),
        pytest.param(Refused(Code.INSUFFICIENT_SCOPE, "403"), OFFICE, id="no-scope"),
        pytest.param(Refused(Code.QUOTA_EXHAUSTED, "403"), OFFICE, id="quota-for-the-day"),
        pytest.param(EventNotFound("404"), OFFICE, id="said"),
        pytest.param(RequestRejected("400"), OFFICE, id="rejected"),
    ],
)
async def test_a_definite_no_holds_for_a_day(
    reading: Reading, error: WorkerError, known: GoogleHours
) -> None:
    reading.work_times.know(ANA, GUEST, OFFICE)
    reading.clock.instant += DAY + MINUTE
    reading.google.answers |= {GUEST: error}
    await reading.want(GUEST)
    assert await reading.read_all() == [GUEST]

    reading.clock.instant += DAY - MINUTE
    assert await reading.want(GUEST) == {GUEST: known}
    assert await reading.read_all() == []
    reading.clock.instant += MINUTE
    await reading.want(GUEST)
    assert await reading.read_all() == [GUEST]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (GoogleUnavailable("503"), timedelta(minutes=10)),
        (RateLimited("429", retry_after=SECOND), timedelta(minutes=10)),
        (RateLimited("429", retry_after=timedelta(hours=2)), timedelta(hours=2)),
    ],
    ids=["unavailable", "throttled", "throttled-for-long"],
)
async def test_what_passes_is_waited_out(reading: Reading, error: WorkerError, wait: timedelta) -> None:
    reading.google.answers |= {BOB: error, EVE: OFFICE}
    await reading.want(BOB, EVE)
    assert sorted(await reading.read_all()) == [BOB, EVE]

    reading.clock.instant += wait - MINUTE
    await reading.want(BOB)
    assert await reading.read_all() == []
    reading.clock.instant += MINUTE
    assert await reading.read_all(1) == [BOB]


async def test_a_broken_grant_stops_nobody_else(reading: Reading) -> None:
    reading.accounts.refused[ANA] = Code.REAUTHORIZATION_REQUIRED
    reading.google.answers |= {EVE: OFFICE}
    await reading.want(BOB, EVE)
    await reading.want(EVE, user=EVE)

    assert await reading.read_all() == [EVE]
    assert reading.google.asked == [(EVE, EVE)]
    assert await reading.want(EVE, user=EVE) == {EVE: OFFICE}
    assert await reading.read_all() == []


async def test_a_defect_with_one_calendar_stops_nobody_else(reading: Reading) -> None:
    reading.google.answers |= {EVE: OFFICE}  # and of Bob the fake knows nothing, which is a `KeyError`
    await reading.want(BOB, EVE)

    assert sorted(await reading.read_all()) == [BOB, EVE]
    assert (await reading.want(EVE))[EVE] == OFFICE
    assert await reading.read_all() == []


async def test_without_the_store_nothing_goes_on(reading: Reading) -> None:
    reading.google.answers |= {BOB: StoreUnavailable("gone"), EVE: OFFICE}
    await reading.want(BOB)

    with pytest.raises(StoreUnavailable):
        await reading.reader.read_due()


async def test_who_is_stopped_meanwhile_keeps_nothing_and_somebody_else_reads_it(reading: Reading) -> None:
    reading.google.answers |= {BOB: OFFICE}
    await reading.want(BOB)
    (wanted,) = await reading.work_times.due(1)
    assert await reading.read_all() == []

    reading.clock.instant += timedelta(minutes=2)
    assert await reading.read_all() == [BOB]
    await reading.work_times.keep(wanted, NOTHING_KNOWN)

    assert await reading.want(BOB) == {BOB: OFFICE}


async def test_cancellation_is_no_answer(reading: Reading) -> None:
    asked = asyncio.Event()

    class Silent:
        async def hours(self, account: Account, email: str) -> GoogleHours:
            del account, email
            asked.set()
            await asyncio.Event().wait()
            return OFFICE

    await reading.want(BOB)
    reader = WorkTimeReader(reading.accounts, Silent(), reading.work_times)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(reader.read_due())
        await asked.wait()
        task.cancel()

    assert reading.work_times.rows[ANA, BOB].read_at is None
