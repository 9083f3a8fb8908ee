"""One suite for port `Calendar`: on the fake, and on Google's adapter over HTTP."""

from dataclasses import replace

import pytest

from tests.fakes.calendar import FakeLease
from tests.google.meeting import ANA, BOB, DAY, DRAFT, GUEST, HOUR, NINE, delete, insert
from tests.google.setting import Setting
from worker.codes import Code
from worker.domain.account import CalendarInfo
from worker.domain.availability import Reading, Visibility
from worker.domain.calendar_event import (
    MeetStatus,
    SendUpdates,
)
from worker.domain.interval import Interval
from worker.errors import (
    AvailabilityUnknown,
    ConcurrentChange,
    EventExists,
    EventGone,
    EventNotFound,
    LeaseLost,
    OutcomeUncertain,
    Refused,
)
from worker.ports.calendar import Calendar


@pytest.mark.parametrize("name", ["primary", ANA.address, "Ana@VAI.example"])
async def test_a_calendar_has_its_real_id_by_any_name(calendar: Calendar, name: str) -> None:
    assert await calendar.describe(ANA, name) == CalendarInfo(ANA.address, "Europe/Bucharest")


@pytest.mark.parametrize("name", [GUEST, "nobody@vai.example"])
async def test_a_calendar_that_is_hidden_is_not_found(calendar: Calendar, name: str) -> None:
    with pytest.raises(Refused) as refused:
        await calendar.describe(ANA, name)
    assert refused.value.code is Code.CALENDAR_NOT_FOUND


async def test_an_inserted_event_is_what_the_draft_asked_for(calendar: Calendar) -> None:
    event = await insert(calendar)

    assert (event.id, event.calendar_id, event.when) == (DRAFT.id, ANA.address, DRAFT.when)
    assert (event.title, event.description, event.location) == ("Demo", "<b>Hello</b>", "Room 1")
    assert (event.private, event.time_zone) == (DRAFT.private, DRAFT.time_zone)
    assert event.attendees == DRAFT.attendees
    assert (event.organizer_email, event.organizer_self) == (ANA.address, True)
    assert (event.meet_status, bool(event.meet_url)) == (MeetStatus.READY, True)
    assert event.etag
    assert event.updated


async def test_an_inserted_event_can_be_read(calendar: Calendar) -> None:
    event = await insert(calendar)

    assert await calendar.get(ANA, ANA.address, DRAFT.id) == event


@pytest.mark.parametrize("name", ["neverwas", "", "..", "a/b"])
async def test_an_event_that_never_was_is_not_found(calendar: Calendar, name: str) -> None:
    with pytest.raises(EventNotFound):
        await calendar.get(ANA, "primary", name)


async def test_an_id_is_used_once(calendar: Calendar) -> None:
    await insert(calendar)

    with pytest.raises(EventExists):
        await insert(calendar)


async def test_the_id_of_a_deleted_event_is_not_used_again(calendar: Calendar) -> None:
    await delete(calendar, await insert(calendar))

    with pytest.raises(EventExists):
        await insert(calendar)


async def test_a_deleted_event_reads_as_cancelled(calendar: Calendar) -> None:
    await delete(calendar, await insert(calendar))

    assert (await calendar.get(ANA, "primary", DRAFT.id)).is_cancelled


async def test_an_event_is_deleted_once(calendar: Calendar) -> None:
    event = await insert(calendar)
    await delete(calendar, event)

    with pytest.raises(EventGone):
        await delete(calendar, event)


async def test_an_event_that_never_was_cannot_be_deleted(calendar: Calendar) -> None:
    event = await insert(calendar)

    with pytest.raises(EventNotFound):
        await delete(calendar, replace(event, id="neverwas"))


async def test_an_event_that_changed_since_it_was_read_is_not_deleted(
    setting: Setting, calendar: Calendar
) -> None:
    event = await insert(calendar)
    await setting.edit(event, "Moved by hand")

    with pytest.raises(ConcurrentChange):
        await delete(calendar, event)
    assert not (await calendar.get(ANA, "primary", DRAFT.id)).is_cancelled


async def test_a_change_makes_another_version(setting: Setting, calendar: Calendar) -> None:
    event = await insert(calendar)
    await setting.edit(event, "By hand")

    changed = await calendar.get(ANA, "primary", DRAFT.id)
    assert changed.title == "By hand"
    assert changed.etag != event.etag


async def test_nothing_is_written_without_the_lease(calendar: Calendar) -> None:
    with pytest.raises(LeaseLost):
        await calendar.insert(ANA, "primary", DRAFT, SendUpdates.NONE, FakeLease(lost=True))

    with pytest.raises(EventNotFound):
        await calendar.get(ANA, "primary", DRAFT.id)


async def test_nothing_is_deleted_without_the_lease(calendar: Calendar) -> None:
    event = await insert(calendar)

    with pytest.raises(LeaseLost):
        await calendar.delete(ANA, event, SendUpdates.NONE, FakeLease(lost=True))
    assert await calendar.get(ANA, "primary", DRAFT.id) == event


async def test_an_insert_whose_answer_is_lost_may_have_taken_effect(
    setting: Setting, calendar: Calendar
) -> None:
    await setting.lose_answer("insert")

    with pytest.raises(OutcomeUncertain):
        await insert(calendar)
    assert (await calendar.get(ANA, "primary", DRAFT.id)).title == DRAFT.title


async def test_a_delete_whose_answer_is_lost_may_have_taken_effect(
    setting: Setting, calendar: Calendar
) -> None:
    event = await insert(calendar)
    await setting.lose_answer("delete")

    with pytest.raises(OutcomeUncertain):
        await delete(calendar, event)
    assert (await calendar.get(ANA, "primary", DRAFT.id)).is_cancelled


async def test_an_event_makes_its_organizer_and_guests_busy(calendar: Calendar) -> None:
    await insert(calendar)

    readings = await calendar.free_busy(ANA, [ANA.address, BOB], DAY)
    busy = Reading(Visibility.READABLE, (DRAFT.when,))
    assert readings == {ANA.address: busy, BOB: busy}


async def test_busy_time_is_joined_and_cut_to_the_window(calendar: Calendar) -> None:
    await insert(calendar)
    await insert(calendar, replace(DRAFT, id="second", when=Interval(NINE + HOUR, NINE + 3 * HOUR)))

    window = Interval(NINE + HOUR / 2, NINE + 2 * HOUR)
    assert (await calendar.free_busy(ANA, [ANA.address], window))[ANA.address].busy == (window,)


async def test_transparent_and_deleted_events_make_nobody_busy(calendar: Calendar) -> None:
    await insert(calendar, replace(DRAFT, id="transparent", transparent=True, attendees=()))
    await delete(calendar, await insert(calendar))

    assert (await calendar.free_busy(ANA, [ANA.address], DAY))[ANA.address].busy == ()


async def test_a_hidden_calendar_is_neither_free_nor_busy(calendar: Calendar) -> None:
    readings = await calendar.free_busy(ANA, [BOB, GUEST, "nobody@vai.example"], DAY)

    assert readings[BOB] == Reading(Visibility.READABLE)
    assert readings[GUEST] == readings["nobody@vai.example"] == Reading(Visibility.NOT_VISIBLE)


async def test_readings_are_named_as_they_were_asked_for(calendar: Calendar) -> None:
    await insert(calendar)

    readings = await calendar.free_busy(ANA, ["Bob@VAI.example", BOB], DAY)
    assert readings["Bob@VAI.example"] == readings[BOB]
    assert readings[BOB].busy == (DRAFT.when,)


async def test_nobody_asked_for_is_nobody_read(calendar: Calendar) -> None:
    assert await calendar.free_busy(ANA, [], DAY) == {}


async def test_a_calendar_that_cannot_be_read_now_is_never_taken_as_free(
    setting: Setting, calendar: Calendar
) -> None:
    await setting.break_reading(BOB)

    with pytest.raises(AvailabilityUnknown):
        await calendar.free_busy(ANA, [ANA.address, BOB], DAY)
