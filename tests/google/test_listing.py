"""One suite for lists of events: on the fake, and on Google's adapter over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.calendar import FakeCalendar
from tests.google.listings import Diary, InMemory, OverHttp, all_changes, everything
from tests.google.meeting import ANA, BOB, DAY, DRAFT, GUEST, HOUR, NINE, delete, insert
from worker.codes import Code
from worker.domain.interval import Interval
from worker.errors import Refused, SyncTokenExpired
from worker.google.google import Google
from worker.ports.calendar import Calendar
from worker.sandbox.local_google.control.control import LocalGoogleControl

SECOND = replace(DRAFT, id="second", when=Interval(NINE + HOUR, NINE + 2 * HOUR))
THIRD = replace(DRAFT, id="third0", when=Interval(NINE + 3 * HOUR, NINE + 4 * HOUR))


@pytest.fixture
def in_memory() -> Diary:
    fake = FakeCalendar(hidden={GUEST})
    fake.add(ANA.address, BOB, GUEST)
    return InMemory(fake)


@pytest.fixture
def over_http(google: Google, control: LocalGoogleControl) -> Diary:
    return OverHttp(google.calendar, control)


@pytest.fixture(params=["in_memory", pytest.param("over_http", marks=pytest.mark.real)])
def diary(request: pytest.FixtureRequest) -> Diary:
    chosen: Diary = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def calendar(diary: Diary) -> Calendar:
    return diary.calendar


async def test_everything_is_every_event_as_it_is_read_by_itself(calendar: Calendar) -> None:
    made = [await insert(calendar, draft) for draft in (DRAFT, SECOND)]

    events, _ = await everything(calendar)
    assert sorted(events, key=lambda event: event.id) == sorted(made, key=lambda event: event.id)


async def test_what_ended_before_is_left_out(calendar: Calendar) -> None:
    await insert(calendar, DRAFT)
    await insert(calendar, THIRD)

    events, _ = await everything(calendar, since=DRAFT.when.end)
    assert [event.id for event in events] == [THIRD.id]


async def test_after_everything_nothing_has_changed(calendar: Calendar) -> None:
    await insert(calendar)
    _, token = await everything(calendar)

    events, again = await all_changes(calendar, token)
    assert events == []
    assert (await all_changes(calendar, again))[0] == []


async def test_changes_are_what_was_made_edited_and_deleted_since(diary: Diary, calendar: Calendar) -> None:
    kept, doomed = await insert(calendar, DRAFT), await insert(calendar, SECOND)
    _, token = await everything(calendar)
    await diary.edit(kept.id, "By hand")
    await delete(calendar, doomed)
    await insert(calendar, THIRD)

    events, after = await all_changes(calendar, token)
    told = {event.id: event for event in events}
    assert told.keys() == {kept.id, doomed.id, THIRD.id}
    assert (told[kept.id].title, told[kept.id].is_cancelled) == ("By hand", False)
    assert told[doomed.id].is_cancelled
    assert (await all_changes(calendar, after))[0] == []


async def test_pages_are_followed_to_the_end(diary: Diary, calendar: Calendar) -> None:
    for draft in (DRAFT, SECOND, THIRD):
        await insert(calendar, draft)
    await diary.show_at_once(1)

    page = await calendar.list_everything(ANA, "primary", DAY.start)
    assert (len(page.events), page.sync_token) == (1, None)
    assert page.next_page
    assert len((await everything(calendar))[0]) == 3


async def test_what_changes_while_one_pages_is_not_lost(diary: Diary, calendar: Calendar) -> None:
    for draft in (DRAFT, SECOND, THIRD):
        await insert(calendar, draft)
    await diary.show_at_once(1)
    first = await calendar.list_everything(ANA, "primary", DAY.start)
    await diary.edit(DRAFT.id, "By hand")

    rest, token = await everything(calendar, page=first.next_page)
    changed, _ = await all_changes(calendar, token)
    assert {event.id for event in rest} == {SECOND.id, THIRD.id}
    assert "By hand" in {event.title for event in (*rest, *changed)}


async def test_a_token_that_google_forgot_is_told_apart(diary: Diary, calendar: Calendar) -> None:
    _, token = await everything(calendar)
    await diary.expire_sync_tokens()

    with pytest.raises(SyncTokenExpired):
        await calendar.list_changes(ANA, "primary", token)


async def test_a_token_of_another_account_is_no_better_than_none(diary: Diary, calendar: Calendar) -> None:
    """[S13] is silent on it: the local Google says 400, the fake whatever it says of an old one."""
    await diary.expire_sync_tokens()

    with pytest.raises(SyncTokenExpired):
        await calendar.list_changes(ANA, "primary", "0")


@pytest.mark.parametrize("name", [GUEST, "nobody@vai.example"])
async def test_a_calendar_that_is_hidden_has_no_list(calendar: Calendar, name: str) -> None:
    with pytest.raises(Refused) as refused:
        await calendar.list_everything(ANA, name, DAY.start)
    assert refused.value.code is Code.CALENDAR_NOT_FOUND


async def test_events_are_on_the_calendar_with_the_real_id(calendar: Calendar) -> None:
    await insert(calendar)

    by_any_name = [await everything(calendar, name=name) for name in ("primary", ANA.address)]
    assert [{event.calendar_id for event in events} for events, _ in by_any_name] == [{ANA.address}] * 2


async def test_an_empty_calendar_can_be_followed_too(calendar: Calendar) -> None:
    events, token = await everything(calendar, since=NINE + timedelta(days=400))

    assert (events, bool(token)) == ([], True)
