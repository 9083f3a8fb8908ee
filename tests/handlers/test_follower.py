"""Calendars that are followed are read when their time comes, whatever is wrong with one of them."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.accounts import FakeAccounts
from tests.fakes.store_synchronisation import FakeSynchronisations
from tests.handlers.cancelling import MEETING
from tests.handlers.following import edit, sync, told
from tests.handlers.world import ANA, BOB, NOW, World
from worker.codes import Code
from worker.domain.account import Account
from worker.errors import GoogleUnavailable, RateLimited, Refused, StoreUnavailable
from worker.handlers.synchroniser import AT_ANY_TIME, LATER, SOON
from worker.ports.synchronisation import FollowedCalendar, Synchronisation

MINUTE = timedelta(minutes=1)


async def follow(world: World) -> None:
    """Read whatever is due."""
    for _ in range(10):
        if not await world.follower.follow_next():
            return
    pytest.fail("it never comes to rest")


def due_in(world: World, user_id: str = ANA) -> timedelta:
    return world.synchronisations.followed[user_id, user_id].next_at - world.clock.now()


async def test_a_hand_edit_is_told_without_any_command(followed: World) -> None:
    edit(followed, MEETING, title="Renamed")

    await follow(followed)
    assert told(followed) == [("updated", "external", MEETING)]


async def test_a_calendar_is_read_again_in_its_time(followed: World) -> None:
    await follow(followed)
    followed.calendar.lists.clear()
    await follow(followed)
    assert followed.calendar.lists == []

    followed.wait(due_in(followed))
    await follow(followed)
    assert len(followed.calendar.lists) == 1


async def test_nothing_is_due_where_nothing_is_followed(world: World) -> None:
    assert not await world.follower.follow_next()


async def test_one_calendar_is_read_at_a_time_and_then_there_may_be_more(world: World) -> None:
    await follow_both(world)

    assert await world.follower.follow_next()
    assert len(world.calendar.lists) == 1


async def test_lanes_side_by_side_read_each_calendar_once(world: World) -> None:
    await follow_both(world)

    async with asyncio.TaskGroup() as lanes:
        for _ in range(4):
            lanes.create_task(follow(world))
    assert len(world.calendar.lists) == 2


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Refused(Code.REAUTHORIZATION_REQUIRED, "revoked"), LATER),
        (Refused(Code.CALENDAR_NOT_FOUND, "gone"), LATER),
        (RateLimited("slower", retry_after=7 * MINUTE), 7 * MINUTE),
        (GoogleUnavailable("503"), SOON),
        (ZeroDivisionError("a defect"), LATER),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_is_wrong_with_one_puts_off_that_one_alone(
    world: World, error: Exception, wait: timedelta
) -> None:
    await follow_both(world)

    def fail() -> None:
        raise error

    world.calendar.after_page.append(fail)
    await follow(world)
    assert (due_in(world), due_in(world, BOB)) == (wait, 5 * MINUTE)
    assert len(world.calendar.lists) == 2


async def test_one_that_cannot_even_be_taken_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow_both(world)
    begin = FakeSynchronisations.begin

    async def stumble(
        fake: FakeSynchronisations, account: Account, *asked: Any, **more: Any
    ) -> Synchronisation | None:
        if account.user_id == ANA:
            raise ZeroDivisionError
        return await begin(fake, account, *asked, **more)

    monkeypatch.setattr(FakeSynchronisations, "begin", stumble)
    await follow(world)
    assert due_in(world, BOB) == 5 * MINUTE


async def test_whose_account_is_gone_is_put_off_for_an_hour(followed: World) -> None:
    followed.accounts.refused[ANA] = Code.ACCOUNT_NOT_ALLOWED

    await follow(followed)
    assert (due_in(followed), followed.calendar.lists) == (LATER, [])


async def test_while_google_is_out_of_order_it_is_not_asked_for_all_at_once(world: World) -> None:
    for number in range(7):
        account = Account(f"user-{number}@vai.example", f"user-{number}@vai.example")
        begun = await world.synchronisations.begin(account, ANA, None, everything=False)
        assert begun
        await world.synchronisations.give_up(begun, AT_ANY_TIME)
        world.calendar.fail("list_everything", GoogleUnavailable("503"))

    for asked in (3, 6, 7):
        assert not await world.follower.follow_next()
        assert world.calendar.calls.count("list_everything") == asked


async def test_what_stands_in_the_way_of_an_account_puts_its_calendar_off(
    followed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def account(_accounts: FakeAccounts, _user_id: str) -> Account:
        raise RateLimited("slower", retry_after=MINUTE)

    monkeypatch.setattr(FakeAccounts, "account", account)
    await follow(followed)
    assert (due_in(followed), followed.calendar.lists) == (MINUTE, [])


async def test_a_calendar_that_somebody_took_meanwhile_is_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow_both(world)
    account = await world.accounts.account(ANA)
    due = FakeSynchronisations.due

    async def taken_meanwhile(fake: FakeSynchronisations, limit: int) -> Sequence[FollowedCalendar]:
        found = await due(fake, limit)
        await fake.begin(account, ANA, None, everything=False)
        return found

    monkeypatch.setattr(FakeSynchronisations, "due", taken_meanwhile)
    await follow(world)
    assert (due_in(world), due_in(world, BOB)) == (timedelta(0), 5 * MINUTE)


async def test_without_a_database_it_is_left_to_the_next_time(followed: World) -> None:
    followed.calendar.fail("list_everything", StoreUnavailable("no database"))

    with pytest.raises(StoreUnavailable):
        await followed.follower.follow_next()


async def test_who_is_stopped_gives_the_calendar_back_at_once(followed: World) -> None:
    def stop() -> None:
        raise asyncio.CancelledError

    followed.calendar.after_page.append(stop)
    with pytest.raises(asyncio.CancelledError):
        await followed.follower.follow_next()

    state = followed.synchronisations.followed[ANA, ANA]
    assert (state.running, state.next_at) == (None, NOW + AT_ANY_TIME)


async def follow_both(world: World) -> None:
    """Let two calendars be followed, and be due again."""
    for number, user_id in enumerate((ANA, BOB)):
        await world.run({**sync(f"sync-{number}"), "user_id": user_id})
    world.synchronisations.hurry()
    world.calendar.lists.clear()
