"""What lies ahead is listed to its end, a page at a time, whatever happens meanwhile."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import orjson
import pytest

from tests.handlers.asking_for_meetings import get, lunches, pages, titles, upcoming
from tests.handlers.world import ANA, BOB, EVE, NOW, TEN, World, at, schedule, span
from worker.codes import Code
from worker.domain.calendar_event import Attendee
from worker.domain.interval import Interval
from worker.errors import FieldProblem, GoogleUnavailable, Refused
from worker.messages.cursor import Cursor
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.ports.calendar import EventPage


async def test_what_lies_ahead_is_listed_in_order_of_its_start(world: World) -> None:
    for name, when in (("later", span("15:00", "16:00")), ("first", TEN)):
        world.calendar.put(replace(world.busy(ANA, when, name), title=name))

    answer = await world.run(upcoming())

    data = answer.data.model_dump(mode="json")
    assert titles(data) == ["first", "later"]
    assert (data["next_cursor"], data["source"]) == (None, "google")
    assert answer.message == "2 upcoming meetings were found."


async def test_nothing_ahead_is_an_answer_too(world: World) -> None:
    answer = await world.run(upcoming())

    assert answer.message == "No upcoming meetings were found."


async def test_what_is_over_or_too_far_ahead_is_left_out(world: World) -> None:
    world.busy(ANA, Interval(NOW - timedelta(hours=1), NOW), "over")
    world.busy(ANA, Interval(NOW - timedelta(hours=1), NOW + timedelta(hours=1)), "going on")
    last = NOW + timedelta(days=2)
    world.busy(ANA, Interval(last - timedelta(hours=1), last + timedelta(hours=1)), "the last")
    world.busy(ANA, Interval(last, last + timedelta(hours=1)), "too far")

    data = await world.data(upcoming(days=2))

    assert [one["id"] for one in data["meetings"]] == ["going on", "the last"]


async def test_cancelled_ones_are_left_out(world: World) -> None:
    world.busy(ANA, TEN, "gone")
    world.remove("gone")

    assert titles(await world.data(upcoming())) == []


async def test_by_default_only_what_this_system_made_is_listed(world: World) -> None:
    world.busy(ANA, span("15:00", "16:00"))
    await world.run(schedule())

    assert titles(await world.data(upcoming(command_id="c-2", vai_only=True))) == ["Demo"]
    assert titles(await world.data(upcoming(command_id="c-3"))) == ["Demo", "Lunch"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"participant": BOB}, True),
        ({"participant": "BOB@vai.example"}, True),
        ({"participant": EVE}, False),
        ({"text": "sedinta"}, True),
        ({"text": "ȘEDINȚA bob@vai"}, True),
        ({"text": "Sala 2"}, True),
        ({"text": "buget & plan"}, True),
        ({"text": "br"}, False),
        ({"text": "sedinta eve"}, False),
    ],
    ids=str,
)
async def test_people_and_words_narrow_it(world: World, fields: dict[str, str], found: bool) -> None:
    event = world.booked("ours", TEN, ANA, BOB)
    world.calendar.put(replace(event, title="Ședința", description="Buget<br>&amp; plan", location="Sala 2"))

    assert bool(titles(await world.data(upcoming(**fields)))) is found


async def test_a_series_is_listed_by_its_instances(world: World) -> None:
    event = world.busy(ANA, TEN, "daily")
    world.calendar.put(replace(event, recurrence=("RRULE:FREQ=DAILY",)))

    data = await world.data(upcoming(days=3))

    assert [one["id"] for one in data["meetings"]] == [f"daily_2026030{day}T080000Z" for day in (2, 3, 4)]


async def test_another_calendar_is_listed_by_its_name(world: World) -> None:
    world.calendar.add("team@group.example")
    world.busy("team@group.example", TEN)

    assert titles(await world.data(upcoming(calendar_id="team@group.example"))) == ["Lunch"]
    await world.refused(upcoming(command_id="c-2", calendar_id="no@group.example"), Code.CALENDAR_NOT_FOUND)


class TestPages:
    @pytest.mark.parametrize("google_page", [1, 2, 7, 1000])
    @pytest.mark.parametrize("limit", [1, 4, 250])
    async def test_are_every_meeting_once_in_order(self, world: World, limit: int, google_page: int) -> None:
        lunches(world, 15)
        world.calendar.page_size = google_page

        found = await pages(world, limit=limit)

        assert titles(*found) == [f"Lunch {each:03}" for each in range(15)]
        assert all(len(page["meetings"]) == limit for page in found[:-1])

    async def test_are_not_told_as_the_whole_before_the_last(self, world: World) -> None:
        lunches(world, 5)
        said, cursor = [], None
        for number, limit in enumerate((1, 2, 2)):
            answer = await world.run(upcoming(command_id=f"c-{number}", limit=limit, cursor=cursor))
            cursor = answer.data.model_dump(mode="json")["next_cursor"]
            said.append(answer.message)

        assert said == [
            "Here is 1 upcoming meeting; there are more.",
            "Here are 2 upcoming meetings; there are more.",
            "2 upcoming meetings were found.",
        ]

    async def test_do_not_stop_at_250(self, world: World) -> None:
        lunches(world, 300)
        world.calendar.page_size = 250

        found = titles(*await pages(world, days=90, limit=250))

        assert found == [f"Lunch {each:03}" for each in range(267)]

    async def test_go_on_in_the_window_of_the_first(self, world: World) -> None:
        lunches(world, 6)
        first = await world.data(upcoming(limit=2, days=2))
        world.wait(timedelta(days=1, hours=6))  # the first lunches are over, others have come into reach

        second = await world.data(upcoming(command_id="c-2", limit=9, days=2, cursor=first["next_cursor"]))

        assert titles(first, second) == [f"Lunch {each:03}" for each in range(3)]

    async def test_neither_repeat_nor_skip_where_meetings_come_and_go(self, world: World) -> None:
        lunches(world, 6)
        first = await world.data(upcoming(limit=3))
        world.remove("lunch-000")
        world.busy(ANA, span("10:00", "11:00"), "before")

        second = await world.data(upcoming(command_id="c-2", limit=3, cursor=first["next_cursor"]))

        assert titles(first, second) == [f"Lunch {each:03}" for each in range(6)]

    @pytest.mark.parametrize(
        "fields",
        [
            {"days": 6},
            {"vai_only": True},
            {"participant": BOB},
            {"text": "lunch"},
            {"calendar_id": ANA},
            {"user_id": BOB},
        ],
        ids=str,
    )
    async def test_of_another_question_are_refused(self, world: World, fields: dict[str, object]) -> None:
        lunches(world, 3)
        first = await world.data(upcoming(limit=1))

        assert self.problem(upcoming(cursor=first["next_cursor"], **fields)).path == "cursor"

    async def test_that_somebody_garbled_are_refused(self, world: World) -> None:
        lunches(world, 3)
        cursor = (await world.data(upcoming(limit=1)))["next_cursor"]

        for garbled in (cursor.upper(), cursor[:-4], f"A{cursor[1:]}", "x", "!!!!", "e30", cursor * 3):
            assert self.problem(upcoming(cursor=garbled)).path == "cursor"

    @pytest.mark.parametrize(
        ("since", "start"),
        [(NOW, NOW + timedelta(days=7)), (NOW.replace(year=9999), NOW), (NOW.replace(year=1999), NOW)],
        ids=["behind the end", "in the last year there is", "before all time"],
    )
    async def test_that_no_answer_could_have_given_are_refused(
        self, since: datetime, start: datetime
    ) -> None:
        asked: list[object] = [ANA, "primary", 7, False, None, None]
        made = Cursor(since, (start, "lunch-000")).for_question(asked)

        assert self.problem(upcoming(cursor=made)).path == "cursor"

    async def test_may_be_of_another_size_and_age(self, world: World) -> None:
        lunches(world, 3)
        first = await world.data(upcoming(limit=1))

        second = await world.data(
            upcoming(command_id="c-2", limit=2, max_staleness_seconds=60, cursor=first["next_cursor"])
        )

        assert titles(first, second) == ["Lunch 000", "Lunch 001", "Lunch 002"]

    async def test_that_do_not_come_to_an_end_are_given_up(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def again(*_: object, **__: object) -> EventPage:
            return EventPage((), "again", None)

        monkeypatch.setattr(type(world.calendar), "list_instances", again)
        with pytest.raises(GoogleUnavailable):
            await world.run(upcoming())

    def problem(self, body: dict[str, object]) -> FieldProblem:
        with pytest.raises(Refused) as caught:
            open_envelope(orjson.dumps(body)).command(Defaults())
        assert caught.value.code is Code.INVALID_COMMAND
        (problem,) = caught.value.fields
        return problem


async def test_a_crowd_that_no_record_holds_is_refused(world: World) -> None:
    people = tuple(Attendee(f"guest{number}@elsewhere.example") for number in range(101))
    for number in range(100):
        event = world.busy(ANA, TEN, f"crowd-{number}")
        world.calendar.put(replace(event, attendees=people))

    await world.refused(upcoming(), Code.RESULT_TOO_LARGE)


async def test_an_all_day_event_begins_at_midnight_of_the_calendar(world: World) -> None:
    day = replace(world.busy(ANA, TEN, "day"), when=None, all_day=(date(2026, 3, 3), date(2026, 3, 4)))
    world.calendar.put(day)
    world.busy(ANA, Interval(at("00:00", days=1), at("00:30", days=1)), "at midnight")
    world.busy(ANA, Interval(at("23:30"), at("23:45")), "before midnight")

    data = await world.data(upcoming())

    assert [one["id"] for one in data["meetings"]] == ["before midnight", "at midnight", "day"]


async def test_reading_changes_nothing(world: World) -> None:
    lunches(world, 3)
    await world.run(upcoming())
    await world.run(upcoming(command_id="c-2", dry_run=True))
    await world.run(get("lunch-000", command_id="c-3"))

    assert world.writes == []
