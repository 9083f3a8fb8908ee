"""A calendar that cannot be read now is given back, and nothing of it is taken in."""

import asyncio
from datetime import timedelta

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.following import edit, sync, told
from tests.handlers.lively_calendar import LivelyCalendar
from tests.handlers.world import ANA, NOW, SECOND, World
from worker.codes import Code
from worker.errors import (
    CalendarBusy,
    GoogleUnavailable,
    LeaseLost,
    RateLimited,
    Refused,
    WorkerError,
)
from worker.handlers.synchroniser import IN_A_SLOT, LATER, SOON
from worker.ports.calendar import EventPage

HOME = ANA


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (GoogleUnavailable("503"), SOON),
        (RateLimited("slower", retry_after=90 * SECOND), 90 * SECOND),
        (RateLimited("slower", retry_after=IN_A_SLOT + SECOND), SOON),
        (Refused(Code.REAUTHORIZATION_REQUIRED, "revoked"), LATER),
        (Refused(Code.CALENDAR_NOT_FOUND, "gone"), LATER),
    ],
)
async def test_the_calendar_is_given_back_with_a_wait_that_fits(
    followed: World, error: WorkerError, wait: timedelta
) -> None:
    followed.calendar.fail("list_everything", error)

    with pytest.raises(type(error)):
        await followed.run(sync())

    state = followed.synchronisations.followed[ANA, HOME]
    assert (state.running, state.next_at) == (None, NOW + wait)
    assert error.nothing_written
    assert told(followed) == []


async def test_a_passed_deadline_takes_nothing_in(followed: World) -> None:
    edit(followed, MEETING, title="Renamed")
    followed.calendar.after_page.append(lambda: followed.wait(2 * SECOND))

    await followed.refused(sync(deadline=(NOW + SECOND).isoformat()), Code.EXPIRED)
    assert told(followed) == []
    assert followed.synchronisations.followed[ANA, HOME].next_at <= followed.clock.now()


async def test_somebody_else_is_at_it(followed: World) -> None:
    account = await followed.accounts.account(ANA)
    await followed.synchronisations.begin(account, HOME, None, everything=False)

    with pytest.raises(CalendarBusy):
        await followed.run(sync())
    assert followed.calendar.lists == []


async def test_a_list_that_never_ends_is_no_list(followed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def list_everything(*_asked: object) -> EventPage:
        return EventPage((), "more", None)

    monkeypatch.setattr(LivelyCalendar, "list_everything", list_everything)
    async with asyncio.timeout(5):
        with pytest.raises(GoogleUnavailable):
            await followed.run(sync())


async def test_who_lost_the_calendar_takes_nothing_in(followed: World) -> None:
    edit(followed, MEETING, title="Renamed")

    def stand_still() -> None:
        running = followed.synchronisations.followed[ANA, HOME].running
        assert running
        followed.synchronisations.lose(running)

    followed.calendar.after_page.append(stand_still)
    with pytest.raises(LeaseLost):
        await followed.run(sync())
    assert told(followed) == []
