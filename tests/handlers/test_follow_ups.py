"""What goes with a meeting never makes it fail: what cannot be written now is owed."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from tests.handlers.world import (
    ANA,
    World,
    at,
    follow_up,
    follow_up_id,
    meeting_id,
    schedule,
)
from worker.codes import Code
from worker.domain.calendar_event import EventKey, SendUpdates
from worker.domain.interval import Interval
from worker.errors import (
    GoogleUnavailable,
    LeaseLost,
    OutcomeUncertain,
    RateLimited,
    Refused,
    RequestRejected,
    WorkerError,
)
from worker.handlers.progress import BookingProgress
from worker.ports.commands import ChoreAction

TWO = {"follow_up_actions": [follow_up("Call"), follow_up("Send the offer")]}


async def test_they_are_written_after_the_meeting_in_order(world: World) -> None:
    data = await world.data(schedule(**TWO))

    assert [draft.id for draft in world.written] == [meeting_id(), follow_up_id(0), follow_up_id(1)]
    assert [one["title"] for one in data["follow_ups"]] == ["Follow-up: Call", "Follow-up: Send the offer"]
    assert data["pending"] == []


async def test_each_takes_half_an_hour_and_blocks_and_tells_nobody(world: World) -> None:
    await world.run(schedule(follow_up_actions=[follow_up()]))

    (_, (draft, updates)) = world.calendar.drafts
    due = at("10:00", days=2)
    assert draft.when == Interval(due, due + timedelta(minutes=30))
    assert (draft.transparent, draft.attendees, updates) == (True, (), SendUpdates.NONE)
    assert draft.meet_request_id is None


@pytest.mark.parametrize(
    ("priority", "reminders"),
    [
        pytest.param("low", [("popup", 15)], id="low"),
        pytest.param("normal", [("popup", 15), ("email", 60)], id="normal"),
        pytest.param("high", [("popup", 15), ("email", 60), ("email", 1440)], id="high"),
        pytest.param(
            "urgent",
            [("popup", 15), ("email", 60), ("email", 1440), ("popup", 5), ("popup", 60)],
            id="urgent",
        ),
    ],
)
async def test_they_remind_by_priority(world: World, priority: str, reminders: list[object]) -> None:
    await world.run(schedule(follow_up_actions=[follow_up(priority=priority)]))

    assert [(one.method, one.minutes) for one in world.written[1].reminders] == reminders


async def test_they_do_not_remind_in_the_past(world: World) -> None:
    soon = at("9:10").isoformat()

    await world.run(schedule(follow_up_actions=[follow_up(priority="urgent", due=soon)]))

    assert [(one.method, one.minutes) for one in world.written[1].reminders] == [("popup", 5)]


async def test_they_carry_their_type_and_where_they_come_from(world: World) -> None:
    await world.run(
        schedule(conversation_id="conv-1", follow_up_actions=[follow_up(follow_up_type="offer"), follow_up()])
    )

    typed, plain = (dict(draft.private) for draft in world.written[1:])
    assert typed["vai_follow_up_type"] == "offer"
    assert typed["vai_conversation_id"] == "conv-1"
    assert typed["vai_command_id"] == "c-1"
    assert plain["vai_follow_up_type"] == "follow_up"
    assert typed["vai_write_id"] != plain["vai_write_id"]


async def test_their_text_is_escaped_and_names_the_meeting(world: World) -> None:
    await world.run(
        schedule(title="<b>Demo</b>", follow_up_actions=[follow_up(description="<img onerror=x>")])
    )

    description = world.written[1].description
    assert "&lt;img onerror=x&gt;" in description
    assert "<b>After the meeting:</b> &lt;b&gt;Demo&lt;/b&gt;" in description


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OutcomeUncertain("insert: 503"), id="an answer that is lost"),
        pytest.param(GoogleUnavailable("no connection"), id="no connection"),
        pytest.param(RateLimited("insert: 429"), id="too fast"),
        pytest.param(Refused(Code.QUOTA_EXHAUSTED, "insert: 403"), id="a quota that is used up"),
        pytest.param(RequestRejected("insert: 400"), id="a request that is refused"),
    ],
)
async def test_what_cannot_be_written_now_is_pending_and_owed(world: World, error: WorkerError) -> None:
    world.calendar.fail_insert(1, error)

    data = await world.data(schedule(**TWO))

    assert data["event"]["status"] == "confirmed"
    assert [one["title"] for one in data["follow_ups"]] == ["Follow-up: Send the offer"]
    assert data["pending"] == [{"action": "create_follow_up", "title": "Follow-up: Call"}]
    ((chore, _),) = world.chores.owed.values()
    assert (chore.action, chore.event) == (ChoreAction.CREATE_FOLLOW_UP, EventKey(ANA, follow_up_id(0)))


async def test_one_that_is_owed_belongs_to_the_meeting(world: World) -> None:
    world.calendar.fail_insert(1, RateLimited("insert: 429"))

    await world.run(schedule(follow_up_actions=[follow_up()]))

    assert await world.calendars.follow_ups(EventKey(ANA, meeting_id())) == [EventKey(ANA, follow_up_id())]


async def test_one_of_an_earlier_run_is_taken_as_it_is(world: World) -> None:
    world.calendar.fail_insert(1, LeaseLost("frozen"))
    with pytest.raises(LeaseLost):
        await world.run(schedule(**TWO))
    world.calendar.fail_insert(2, LeaseLost("frozen again"))
    with pytest.raises(LeaseLost):
        await world.run(schedule(**TWO))
    stamp = world.event(follow_up_id()).property_named("vai_write_id")

    data = await world.data(schedule(**TWO))

    assert [one["id"] for one in data["follow_ups"]] == [follow_up_id(0), follow_up_id(1)]
    assert world.event(follow_up_id()).property_named("vai_write_id") == stamp


async def test_one_that_a_person_removed_meanwhile_is_shown_as_cancelled(world: World) -> None:
    world.calendar.fail_insert(2, LeaseLost("frozen"))
    with pytest.raises(LeaseLost):
        await world.run(schedule(**TWO))
    world.remove(follow_up_id(0))

    data = await world.data(schedule(**TWO))

    assert [one["status"] for one in data["follow_ups"]] == ["cancelled", "confirmed"]


async def test_every_repeat_writes_the_same(world: World) -> None:
    """Much later, after the meeting was renamed, and when it is too late for some reminders."""
    urgent = schedule(follow_up_actions=[follow_up(priority="urgent", due=at("10:00").isoformat())])
    world.calendar.fail_insert(1, LeaseLost("frozen"))
    with pytest.raises(LeaseLost):
        await world.run(urgent)
    intended = BookingProgress.load(world.commands.rows[ANA, "c-1"].progress)
    world.calendar.put(replace(world.event(meeting_id()), title="Renamed"))
    world.wait(timedelta(minutes=50))

    await world.run(urgent)

    assert intended
    assert world.written[1:] == list(intended.follow_ups or ())
    assert ("popup", 60) in [(one.method, one.minutes) for one in world.written[1].reminders]


async def test_those_that_an_older_version_did_not_keep_are_made_up_for(world: World) -> None:
    world.calendar.fail_insert(0, LeaseLost("frozen"))
    with pytest.raises(LeaseLost):
        await world.run(schedule(**TWO))
    row = world.commands.rows[ANA, "c-1"]
    stored = orjson.loads(row.progress or b"")
    del stored["follow_ups"]
    row.progress = orjson.dumps(stored)

    data = await world.data(schedule(**TWO))

    assert [one["title"] for one in data["follow_ups"]] == ["Follow-up: Call", "Follow-up: Send the offer"]
