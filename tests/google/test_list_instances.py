"""One suite for lists of instances: on the fake, and on Google's adapter over HTTP."""

from dataclasses import replace

import pytest

from tests.fakes.calendar import FakeCalendar
from tests.google.listings import Diary, InMemory, OverHttp
from tests.google.meeting import ANA, BOB, DAY, DRAFT, GUEST, HOUR, NINE, delete, insert
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval
from worker.errors import Refused
from worker.google.google import Google
from worker.ports.calendar import Calendar
from worker.sandbox.local_google.control.control import LocalGoogleControl

SECOND = replace(DRAFT, id="second", when=Interval(NINE + HOUR, NINE + 2 * HOUR))
THEIRS = replace(DRAFT, id="theirs", when=Interval(NINE - HOUR, NINE), private=())


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


async def listed(
    calendar: Calendar, window: Interval = DAY, *, ours_only: bool = False
) -> list[CalendarEvent]:
    """Return all events of all pages."""
    events: list[CalendarEvent] = []
    page = None
    while True:
        read = await calendar.list_instances(ANA, "primary", window, ours_only=ours_only, page=page)
        assert read.sync_token is None
        events += read.events
        page = read.next_page
        if page is None:
            return events


async def test_events_come_in_order_of_their_start_as_they_are_read_by_themselves(calendar: Calendar) -> None:
    second, first = await insert(calendar, SECOND), await insert(calendar, DRAFT)

    assert await listed(calendar) == [first, second]


async def test_what_only_touches_the_window_is_left_out(calendar: Calendar) -> None:
    for draft in (THEIRS, DRAFT, SECOND):
        await insert(calendar, draft)

    assert [event.id for event in await listed(calendar, DRAFT.when)] == [DRAFT.id]


async def test_what_this_system_made_can_be_listed_alone(calendar: Calendar) -> None:
    await insert(calendar, THEIRS)
    await insert(calendar, DRAFT)

    assert [event.id for event in await listed(calendar, ours_only=True)] == [DRAFT.id]


async def test_deleted_events_are_left_out(calendar: Calendar) -> None:
    await delete(calendar, await insert(calendar))

    assert await listed(calendar) == []


async def test_pages_are_followed_to_the_end(diary: Diary, calendar: Calendar) -> None:
    for draft in (SECOND, DRAFT, THEIRS):
        await insert(calendar, draft)
    await diary.show_at_once(1)

    assert [event.id for event in await listed(calendar)] == [THEIRS.id, DRAFT.id, SECOND.id]


async def test_a_calendar_that_is_hidden_is_not_found(calendar: Calendar) -> None:
    with pytest.raises(Refused) as refused:
        await calendar.list_instances(ANA, GUEST, DAY, ours_only=False)
    assert refused.value.code is Code.CALENDAR_NOT_FOUND


@pytest.mark.real
async def test_a_series_is_told_by_its_instances_as_the_fake_tells_it(
    google: Google, control: LocalGoogleControl
) -> None:
    person = await control.person(ANA.address)
    times = {"start": {"dateTime": NINE.isoformat(), "timeZone": "Europe/Bucharest"}}
    times["end"] = {"dateTime": (NINE + HOUR).isoformat(), "timeZone": "Europe/Bucharest"}
    series = await person.insert({"summary": "Yoga", **times, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]})
    days = Interval(DAY.start, DAY.end + 72 * HOUR)
    fake = FakeCalendar()
    fake.add(ANA.address)
    master = await google.calendar.get(ANA, "primary", series["id"])
    fake.events[EventKey(ANA.address, master.id)] = master

    theirs = await listed(google.calendar, days)

    assert len(theirs) == 3
    shared = [replace(one, original_start=None) for one in theirs]
    assert [replace(one, original_start=None) for one in await listed(fake, days)] == shared
