"""Who asks together, who hears of what, and who leaves without anybody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from tests.google.queries import TwoDoors, turns
from worker.codes import Code
from worker.domain.account import Account
from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval
from worker.errors import (
    AvailabilityUnknown,
    GoogleUnavailable,
    RateLimited,
    Refused,
    RequestRejected,
    WorkerError,
)
from worker.google.call import Json
from worker.google.free_busy_plan import TOO_MANY, Asking
from worker.google.merged_free_busy import MergedFreeBusy
from worker.google.owning_tasks import owning_tasks

Heard: TypeAlias = dict[str, Reading] | Exception
Task: TypeAlias = asyncio.Task[Heard]

ANA = Account("ana", "ana@vai.example")
START = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FREE = Reading(Visibility.READABLE)
MANY = [f"p{number:02}" for number in range(40)]
WITHIN = 10
"""Seconds; nothing here takes a tenth of one."""
OTHERS = [f"q{number:02}" for number in range(40)]


@pytest.fixture
def google() -> TwoDoors:
    return TwoDoors()


class Counted:
    def __init__(self) -> None:
        self.left: list[tuple[int, int, int]] = []

    def free_busy_left(self, questions: int, queries: int, spared: int) -> None:
        self.left.append((questions, queries, spared))


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
async def merged(google: TwoDoors, counted: Counted) -> AsyncIterator[MergedFreeBusy]:
    async with owning_tasks() as tasks:
        yield MergedFreeBusy(google, tasks, counted)
        assert not tasks._tasks  # whatever happened, nothing is left running


class Asks:
    """Commands that ask at the same time. Their failures are values, so that one ends no other."""

    def __init__(self, merged: MergedFreeBusy, crowd: asyncio.TaskGroup) -> None:
        self._merged = merged
        self._crowd = crowd

    def __call__(self, people: Sequence[str], first_day: int = 0, account: Account = ANA) -> Task:
        window = Interval(START + first_day * DAY, START + (first_day + 7) * DAY)
        return self._crowd.create_task(self._asked(account, Asking.about(people, window)))

    async def _asked(self, account: Account, asking: Asking) -> Heard:
        try:
            async with asyncio.timeout(WITHIN):  # a stranded asker would wait for ever
                return await self._merged.read(account, asking)
        except (WorkerError, LookupError) as error:
            return error


@pytest.fixture
async def asks(merged: MergedFreeBusy) -> AsyncIterator[Asks]:
    async with asyncio.TaskGroup() as crowd:
        yield Asks(merged, crowd)


async def test_who_waits_for_room_at_the_same_moment_asks_in_one_query(
    google: TwoDoors, asks: Asks, counted: Counted
) -> None:
    google.room.clear()
    first, second, again = asks(["ana", "bob"]), asks(["bob", "eve"], first_day=3), asks(["ana", "bob"])
    await turns()
    third = asks(["dan"])
    await turns()
    google.room.set()

    assert await first == await again == {"ana": FREE, "bob": FREE}
    assert (await second, await third) == ({"bob": FREE, "eve": FREE}, {"dan": FREE})
    assert google.left == [(ANA, ["ana", "bob", "eve", "dan"])]
    assert counted.left == [(4, 1, 3)]


async def test_commands_that_begin_together_ask_together(google: TwoDoors, asks: Asks) -> None:
    await asyncio.gather(*(asks([f"p{number}"]) for number in range(50)))

    assert len(google.left) == 1


async def test_each_hears_of_their_own_window(google: TwoDoors, asks: Asks) -> None:
    google.busy = {"ana": Interval(START + 2 * DAY, START + 8 * DAY)}
    early, late = asks(["ana"]), asks(["ana"], first_day=6)

    assert await early == {"ana": Reading(Visibility.READABLE, (Interval(START + 2 * DAY, START + 7 * DAY),))}
    assert await late == {"ana": Reading(Visibility.READABLE, (Interval(START + 6 * DAY, START + 8 * DAY),))}
    assert len(google.left) == 1


async def test_a_reading_is_never_older_than_the_question(google: TwoDoors, asks: Asks) -> None:
    google.answers.clear()
    early = asks(["ana"])
    await turns()
    late = asks(["ana"])
    await turns()

    assert len(google.left) == 2  # though they are the same: something may have changed between the two
    google.answers.set()
    assert await early == await late == {"ana": FREE}


async def test_credentials_are_never_mixed(google: TwoDoors, asks: Asks) -> None:
    others = (
        Account("bob", "bob@vai.example"),
        Account("ana", ANA.address, "g1"),
        Account("ana", ANA.address, "g2"),
    )
    await asyncio.gather(asks(["eve"]), *(asks(["eve"], account=one) for one in others))

    assert len(google.left) == 4
    assert all((one, ["eve"]) in google.left for one in (ANA, *others))


async def test_one_address_under_delegation_is_one_credential(google: TwoDoors, asks: Asks) -> None:
    await asyncio.gather(asks(["eve"]), asks(["eve"], account=Account("Ana@VAI.example", ANA.address)))

    assert len(google.left) == 1


@pytest.mark.parametrize("leaver", [0, 1], ids=["the first", "another"])
@pytest.mark.parametrize("door", ["room", "answers"])
async def test_who_is_cancelled_takes_nobody_along(
    google: TwoDoors, asks: Asks, leaver: int, door: str
) -> None:
    closed: asyncio.Event = getattr(google, door)
    closed.clear()
    tasks = [asks(["ana"]), asks(["bob"])]
    await turns()
    tasks[leaver].cancel()
    await turns()
    closed.set()

    assert await tasks[1 - leaver] == {["bob", "ana"][leaver]: FREE}
    assert tasks[leaver].cancelled()
    assert (len(google.left), google.given_up) == (1, 0)


async def test_nobody_asks_for_those_who_left_before(google: TwoDoors, asks: Asks) -> None:
    google.room.clear()
    leaver, _stays = asks(["ana"]), asks(["bob"])
    await turns()
    leaver.cancel()
    await turns()
    google.room.set()
    await turns()

    assert google.left == [(ANA, ["bob"])]


@pytest.mark.parametrize("door", ["room", "answers"])
async def test_a_query_that_nobody_waits_for_is_given_up(google: TwoDoors, asks: Asks, door: str) -> None:
    closed: asyncio.Event = getattr(google, door)
    closed.clear()
    tasks = [asks(["ana"]), asks(["bob"])]
    await turns()
    for task in tasks:
        task.cancel()
    await turns()
    assert google.given_up == 1

    newcomer = asks(["eve"])
    closed.set()
    assert await newcomer == {"eve": FREE}


async def test_nobody_joins_a_query_that_is_being_given_up(google: TwoDoors, merged: MergedFreeBusy) -> None:
    google.room.clear()
    bobs = Asking.about(["bob"], Interval(START, START + DAY))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await merged.read(ANA, bobs)
    google.room.set()

    assert await merged.read(ANA, bobs) == {"bob": FREE}  # at once, before the query heard of it


async def test_whose_time_is_up_leaves(google: TwoDoors, merged: MergedFreeBusy, asks: Asks) -> None:
    google.room.clear()
    stays, bobs = asks(["ana"]), Asking.about(["bob"], Interval(START, START + DAY))
    await turns()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await merged.read(ANA, bobs)
    google.room.set()

    assert await stays == {"ana": FREE}


async def test_a_query_that_fails_fails_those_it_was_about(google: TwoDoors, asks: Asks) -> None:
    google.failing = lambda body: GoogleUnavailable("503") if mentions(body, MANY[0]) else None
    many, others, some = asks(MANY), asks(OTHERS), asks(OTHERS[20:])

    assert isinstance(await many, GoogleUnavailable)
    assert len(google.left) == 2
    assert google.left[0][1] == [*MANY, *OTHERS[:10]]
    assert isinstance(await others, GoogleUnavailable)  # ten of them were in that query
    assert await some == dict.fromkeys(OTHERS[20:], FREE)


async def test_who_failed_does_not_wait_for_the_rest(google: TwoDoors, asks: Asks) -> None:
    google.failing = lambda body: GoogleUnavailable("503") if mentions(body, MANY[0]) else None
    both = asks([*MANY, *OTHERS])
    assert isinstance(await both, GoogleUnavailable)
    await turns()


async def test_a_calendar_that_cannot_be_read_fails_those_who_asked_for_it(
    google: TwoDoors, asks: Asks
) -> None:
    google.unread = {"eve": "internalError"}
    with_eve, too, without = asks(["ana", "eve"]), asks(["eve"]), asks(["ana", "bob"])

    assert isinstance(await with_eve, AvailabilityUnknown)
    assert isinstance(await too, AvailabilityUnknown)
    assert await without == {"ana": FREE, "bob": FREE}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(RateLimited("slower", retry_after=timedelta(seconds=3)), id="no room"),
        pytest.param(Refused(Code.REAUTHORIZATION_REQUIRED, "revoked"), id="no token"),
        pytest.param(KeyError("a defect"), id="a defect"),
    ],
)
async def test_all_who_waited_hear_why_nothing_left_and_the_next_try_again(
    google: TwoDoors, asks: Asks, error: Exception
) -> None:
    google.refused = error
    heard = await asyncio.gather(asks(["ana"]), asks(["bob"]))

    assert [type(one) for one in heard] == [type(error)] * 2
    assert [vars(one) for one in heard] == [vars(error)] * 2
    assert [str(one) for one in heard] == [str(error)] * 2
    google.refused = None
    assert await asks(["ana"]) == {"ana": FREE}


async def test_each_has_an_error_of_their_own_to_note_on(google: TwoDoors, asks: Asks) -> None:
    google.refused = GoogleUnavailable("lost")
    one, other = await asyncio.gather(asks(["ana"]), asks(["bob"]))
    assert isinstance(one, GoogleUnavailable)
    assert isinstance(other, GoogleUnavailable)
    one.nothing_written = True

    assert not other.nothing_written


async def test_a_question_that_google_finds_wrong_spoils_no_other(google: TwoDoors, asks: Asks) -> None:
    google.failing = lambda body: RequestRejected("400") if mentions(body, "b@d") else None
    good, bad = asks(["ana"]), asks(["b@d"])

    assert await good == {"ana": FREE}
    assert isinstance(await bad, RequestRejected)


async def test_a_group_among_what_others_ask_for_makes_nobody_unknown(google: TwoDoors, asks: Asks) -> None:
    def crowded(body: Json) -> None:
        is_crowded = mentions(body, "group") and len(body["items"]) > 1
        google.unread = {"ana": TOO_MANY} if is_crowded else {}

    google.failing = crowded
    ana, group = asks(["ana"]), asks(["group"])

    assert (await ana, await group) == ({"ana": FREE}, {"group": FREE})
    assert [people for _, people in google.left] == [["ana", "group"], ["ana"]]


async def test_nobody_waits_for_ever_when_the_owner_of_the_queries_ends(google: TwoDoors) -> None:
    google.answers.clear()
    heard: list[Task] = []

    async def owned(crowd: asyncio.TaskGroup) -> None:
        async with asyncio.TaskGroup() as tasks:
            heard.append(Asks(MergedFreeBusy(google, tasks), crowd)(["ana"]))
            await turns()
            raise OSError("the end")

    async with asyncio.TaskGroup() as crowd:
        with pytest.raises(ExceptionGroup):
            await owned(crowd)

    assert isinstance(heard[0].result(), GoogleUnavailable)


async def test_what_ends_a_block_of_owned_tasks_stands_in_no_group() -> None:
    with pytest.raises(OSError, match="plain"):
        async with owning_tasks():
            raise OSError("plain")


async def test_a_cancelled_block_of_owned_tasks_is_cancelled() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0), owning_tasks():
            await asyncio.sleep(60)


def mentions(body: Json, calendar_id: str) -> bool:
    return any(one["id"] == calendar_id for one in body["items"])
