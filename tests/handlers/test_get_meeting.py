"""One event is shown as it is, whoever made it and whatever became of it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.handlers.asking_for_meetings import get
from tests.handlers.cancelling import MEETING
from tests.handlers.world import ANA, BOB, TEN, World, schedule
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import GoogleUnavailable


async def test_a_meeting_of_ours_is_shown_as_it_is(world: World, meeting: CalendarEvent) -> None:
    world.calendar.put(replace(meeting, title="Renamed"))

    answer = await world.run(get(MEETING, command_id="get-1"))

    event = answer.data.model_dump(mode="json")["event"]
    assert answer.message == "The meeting was found."
    assert (event["id"], event["title"], event["status"]) == (MEETING, "Renamed", "confirmed")
    assert [one["email"] for one in event["attendees"]] == [ANA, BOB]
    assert event["start"]["text"] == "Monday, 2 March 2026, 10:00"


async def test_it_is_found_in_the_calendar_where_it_was_made(world: World) -> None:
    world.calendar.add("team@group.example")
    await world.run(schedule(calendar_id="team@group.example"))

    data = await world.data(get(MEETING, command_id="get-1"))

    assert data["event"]["calendar_id"] == "team@group.example"


async def test_an_event_of_somebody_else_is_shown_too(world: World) -> None:
    event = world.busy(ANA, TEN, "by-hand")
    world.calendar.put(replace(event, organizer_email=BOB, organizer_self=False))

    assert (await world.data(get("by-hand")))["event"]["title"] == "Lunch"


async def test_a_series_and_an_all_day_event_are_shown(world: World) -> None:
    event = world.busy(ANA, TEN, "series")
    world.calendar.put(replace(event, recurrence=("RRULE:FREQ=DAILY",)))
    day = (date(2026, 3, 3), date(2026, 3, 4))
    world.calendar.put(replace(event, id="day", when=None, all_day=day))

    assert (await world.data(get("series")))["event"]["start"]["utc"] == "2026-03-02T08:00:00Z"
    shown = (await world.data(get("day", command_id="c-2")))["event"]
    assert shown["start"]["text"] == "Tuesday, 3 March 2026"


@pytest.mark.parametrize("dry_run", [False, True])
async def test_nothing_is_written(world: World, meeting: CalendarEvent, dry_run: bool) -> None:
    await world.run(get(MEETING, command_id="get-1", dry_run=dry_run))

    assert world.calendar.calls == ["get"]


async def test_a_deleted_one_is_shown_as_cancelled(world: World, meeting: CalendarEvent) -> None:
    world.remove(MEETING)

    answer = await world.run(get(MEETING, command_id="get-1"))

    event = answer.data.model_dump(mode="json")["event"]
    assert (event["title"], event["status"]) == ("Demo", "cancelled")
    assert answer.message == "The meeting was found, but it has been cancelled."


async def test_one_of_ours_that_google_has_forgotten_was_there_once(
    world: World, meeting: CalendarEvent
) -> None:
    world.calendar.forget(meeting.key)

    event = (await world.data(get(MEETING, command_id="get-1")))["event"]

    assert (event["id"], event["status"], event["start"]) == (MEETING, "cancelled", None)


async def test_what_never_was_is_not_found(world: World) -> None:
    await world.refused(get("neverwas"), Code.EVENT_NOT_FOUND)


async def test_a_calendar_that_never_was_is_not_found(world: World) -> None:
    await world.refused(get("neverwas", calendar_id="no@group.example"), Code.CALENDAR_NOT_FOUND)


async def test_what_may_pass_is_raised_for_another_try(world: World, meeting: CalendarEvent) -> None:
    world.calendar.fail("get", GoogleUnavailable("get: 503"))

    with pytest.raises(GoogleUnavailable):
        await world.run(get(MEETING, command_id="get-1"))
