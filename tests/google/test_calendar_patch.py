"""Port `Calendar.patch`: one suite on the fake, and on Google's adapter over HTTP."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.fakes.calendar import FakeLease
from tests.google.meeting import ANA, BOB, BOBS, DRAFT, GUEST, HOUR, NINE, delete, insert
from tests.google.setting import Setting
from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch, SendUpdates
from worker.domain.interval import Interval
from worker.domain.revision import patched
from worker.errors import (
    ConcurrentChange,
    EventGone,
    EventNotFound,
    LeaseLost,
    OutcomeUncertain,
    Refused,
)
from worker.google.google import Google
from worker.ports.calendar import Calendar
from worker.sandbox.local_google.control.control import LocalGoogleControl

LATER = Interval(NINE + 2 * HOUR, NINE + 3 * HOUR)
STAMP = (("vai_status", "HELD"), ("vai_write_id", "w-2"))
MANY = tuple(Attendee(f"guest-{number}@elsewhere.example") for number in range(250))
PATCHES = {
    "title": EventPatch(title="New"),
    "description": EventPatch(description="<b>New</b>"),
    "no description": EventPatch(description=""),
    "location": EventPatch(location="Room 2"),
    "no location": EventPatch(location=""),
    "time": EventPatch(when=LATER, time_zone="America/New_York"),
    "one guest more": EventPatch(attendees=(*DRAFT.attendees, Attendee(GUEST, "Guest"))),
    "other guests": EventPatch(attendees=(Attendee(GUEST),)),
    "no guests": EventPatch(attendees=()),
    "many guests": EventPatch(attendees=MANY),
    "properties": EventPatch(private=STAMP),
    "nothing": EventPatch(),
}


async def change(
    calendar: Calendar, event: CalendarEvent, patch: EventPatch = PATCHES["title"], account: Account = ANA
) -> CalendarEvent:
    return await calendar.patch(account, event, patch, SendUpdates.NONE, FakeLease())


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
async def test_a_patch_changes_what_it_names_and_nothing_else(calendar: Calendar, patch: EventPatch) -> None:
    event = await insert(calendar)

    after = await change(calendar, event, patch)

    assert replace(after, etag=event.etag, updated=event.updated) == patched(event, patch)
    assert await calendar.get(ANA, ANA.address, event.id) == after
    assert after.etag != event.etag


async def test_the_same_may_be_changed_again(calendar: Calendar) -> None:
    event = await change(calendar, await insert(calendar))

    assert (await change(calendar, event, PATCHES["location"])).title == "New"


async def test_what_a_guest_said_survives_a_change_of_the_list(setting: Setting, calendar: Calendar) -> None:
    await setting.answer(await insert(calendar), "Ten minutes late")
    event = await calendar.get(ANA, "primary", DRAFT.id)
    (bob,) = event.attendees

    after = await change(calendar, event, EventPatch(attendees=(bob, Attendee(GUEST))))

    (kept,) = (one for one in after.attendees if one.email == BOB)
    assert kept == bob
    assert (kept.response, kept.comment) == ("accepted", "Ten minutes late")


async def test_an_event_that_changed_since_it_was_read_is_not_changed(
    setting: Setting, calendar: Calendar
) -> None:
    event = await insert(calendar)
    await setting.edit(event, "By hand")

    with pytest.raises(ConcurrentChange):
        await change(calendar, event)
    assert (await calendar.get(ANA, "primary", DRAFT.id)).title == "By hand"


async def test_a_deleted_event_is_not_changed(calendar: Calendar) -> None:
    event = await insert(calendar)
    await delete(calendar, event)

    with pytest.raises((EventGone, ConcurrentChange)):
        await change(calendar, event)


async def test_an_event_that_never_was_cannot_be_changed(calendar: Calendar) -> None:
    event = await insert(calendar)

    with pytest.raises(EventNotFound):
        await change(calendar, replace(event, id="neverwas"))


async def test_nothing_is_changed_without_the_lease(calendar: Calendar) -> None:
    event = await insert(calendar)

    with pytest.raises(LeaseLost):
        await calendar.patch(ANA, event, PATCHES["title"], SendUpdates.NONE, FakeLease(lost=True))
    assert await calendar.get(ANA, "primary", DRAFT.id) == event


async def test_a_change_whose_answer_is_lost_may_have_taken_effect(
    setting: Setting, calendar: Calendar
) -> None:
    event = await insert(calendar)
    await setting.lose_answer("patch")

    with pytest.raises(OutcomeUncertain):
        await change(calendar, event)
    assert (await calendar.get(ANA, "primary", DRAFT.id)).title == "New"


async def test_an_event_that_was_moved_makes_people_busy_at_its_new_time(calendar: Calendar) -> None:
    await change(calendar, await insert(calendar), PATCHES["time"])

    day = Interval(NINE, NINE + 5 * HOUR)
    readings = await calendar.free_busy(ANA, [ANA.address, BOB], day)
    assert [reading.busy for reading in readings.values()] == [(LATER,), (LATER,)]


@pytest.mark.real
class TestOverHttp:
    async def test_an_event_of_whole_days_gets_a_time(
        self, google: Google, control: LocalGoogleControl
    ) -> None:
        ana = await control.person(ANA.address)
        days: dict[str, Any] = {"start": {"date": "2027-03-30"}, "end": {"date": "2027-03-31"}}
        made = await ana.insert({"summary": "Off", **days})
        event = await google.calendar.get(ANA, "primary", made["id"])
        assert event.all_day == (date(2027, 3, 30), date(2027, 3, 31))

        after = await change(google.calendar, event, PATCHES["time"])

        assert (after.when, after.all_day) == (LATER, None)

    async def test_rooms_and_companions_survive_a_change_of_the_list(
        self, google: Google, control: LocalGoogleControl
    ) -> None:
        ana = await control.person(ANA.address)
        bob = {"email": BOB, "additionalGuests": 2, "displayName": "Bob", "optional": True}
        room = {"email": "room@resource.calendar.google.com", "resource": True}
        event = await insert(google.calendar)
        await ana.patch(event.id, {"attendees": [bob, room]})
        event = await google.calendar.get(ANA, "primary", event.id)

        await change(google.calendar, event, EventPatch(attendees=(*event.attendees, Attendee(GUEST))))

        held = {one["email"]: one for one in (await ana.get(event.id))["attendees"]}
        assert held.keys() == {BOB, room["email"], GUEST}
        assert held[BOB].items() >= bob.items()
        assert held["room@resource.calendar.google.com"]["resource"] is True

    async def test_the_room_in_meet_and_the_reminders_stay(
        self, google: Google, control: LocalGoogleControl
    ) -> None:
        ana = await control.person(ANA.address)
        event = await insert(google.calendar)
        before = await ana.get(event.id)

        await change(google.calendar, event, PATCHES["title"])

        after = await ana.get(event.id)
        for name in ("conferenceData", "hangoutLink", "reminders", "attendees", "start", "end"):
            assert after[name] == before[name]

    async def test_a_guest_may_not_change_everybodys_event(self, google: Google) -> None:
        await insert(google.calendar)
        copy = await google.calendar.get(BOBS, BOB, DRAFT.id)

        with pytest.raises(Refused) as refused:
            await change(google.calendar, copy, account=BOBS)
        assert refused.value.code is Code.NOT_ORGANIZER

    async def test_google_is_told_whom_to_write_to(self, google: Google, control: LocalGoogleControl) -> None:
        event = await insert(google.calendar)

        await google.calendar.patch(ANA, event, PATCHES["title"], SendUpdates.EXTERNAL_ONLY, FakeLease())

        (sent,) = await control.log(method="PATCH")
        assert sent.query["sendUpdates"] == ["externalOnly"]
        assert sent.query["conferenceDataVersion"] == ["1"]
