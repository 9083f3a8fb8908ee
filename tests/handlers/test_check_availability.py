"""A question about times is answered, with reasons, and nothing is touched."""

from dataclasses import replace

import pytest

from tests.handlers.world import ANA, BOB, GUEST, TEN, World, at, available, span, wire
from worker.codes import Code
from worker.errors import AvailabilityUnknown

MONDAY = {"window": wire(span("9:00", "17:00"))}


def starts(data: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [each["start"]["utc"][11:16] for each in data["slots"]]


async def test_the_best_times_come_first(world: World) -> None:
    world.busy(BOB, span("9:00", "11:00"))

    data = await world.data(available(**MONDAY, preferred_time=span("12:00", "13:00").start.isoformat()))

    assert starts(data)[0] == "10:00"
    scores = [each["score"] for each in data["slots"]]
    assert scores == sorted(scores, reverse=True)
    assert data["as_of"] == "2026-03-02T07:00:00.000Z"


@pytest.mark.parametrize(("fields", "number"), [({}, 10), ({"limit": 3}, 3), ({"limit": 100}, 16)])
async def test_no_more_than_asked_for_are_told(world: World, fields: dict[str, int], number: int) -> None:
    answer = await world.run(available(**MONDAY, **fields))

    assert len(answer.data.model_dump()["slots"]) == number
    assert answer.message.startswith(str(number))


async def test_no_time_is_an_answer_too(world: World) -> None:
    world.busy(BOB, span("9:00", "17:00"))

    answer = await world.run(available(**MONDAY))

    data = answer.data.model_dump(mode="json")
    assert answer.message == "No time was found that suits everybody."
    assert data["slots"] == []
    assert data["explanation"]["blocked"]["busy"] == data["explanation"]["candidates"]
    assert data["suggestions"][0]["date"] == "2026-03-03"


async def test_the_past_part_of_a_window_is_not_looked_at(world: World) -> None:
    data = await world.data(available(window=wire(span("0:00", "10:00"))))

    assert data["explanation"]["candidates"] == 2
    assert data["explanation"]["blocked"]["notice"] == 0


async def test_a_window_that_has_passed_has_no_times(world: World) -> None:
    data = await world.data(available(window=wire(span("9:00", "17:00", days=-1))))

    assert data["slots"] == []
    assert data["explanation"]["candidates"] == 0


class TestAnExactTime:
    async def test_that_can_be_had_is_the_only_one(self, world: World) -> None:
        odd = span("20:07", "20:22")

        data = await world.data(available(slot=wire(odd)))

        assert starts(data) == ["18:07"]

    async def test_that_is_taken_has_others_as_suggestions_only(self, world: World) -> None:
        world.busy(BOB, TEN)

        data = await world.data(available(slot=wire(TEN)))

        assert starts(data) == []
        assert data["suggestions"]


async def test_holds_and_bookings_of_this_system_count_as_busy(world: World) -> None:
    await world.hold()

    data = await world.data(available(**MONDAY, limit=100))

    assert "08:00" not in starts(data)
    assert data["explanation"]["blocked"]["hold"] == 1


async def test_the_user_counts_without_being_listed(world: World) -> None:
    world.busy(ANA, TEN)

    data = await world.data(available(**MONDAY, participants=[], limit=100))

    assert "08:00" not in starts(data)


async def test_a_calendar_that_nobody_sees_is_named(world: World) -> None:
    world.calendar.hidden.add(GUEST)

    data = await world.data(available(participants=[{"email": GUEST}]))

    assert data["unknown_participants"] == [GUEST]
    assert [each["state"] for each in data["explanation"]["participants"]] == ["readable", "not_visible"]


async def test_a_calendar_that_nobody_sees_may_be_a_reason_to_refuse(world: World) -> None:
    world.calendar.hidden.add(GUEST)

    data = await world.refused(
        available(participants=[{"email": GUEST}], on_not_visible="reject"), Code.NOT_VISIBLE
    )

    assert data == {"unknown_participants": [GUEST]}


async def test_a_calendar_that_cannot_be_read_now_is_not_taken_for_free(world: World) -> None:
    world.calendar.unreadable.add(BOB)

    with pytest.raises(AvailabilityUnknown):
        await world.run(available())


@pytest.mark.parametrize("dry_run", [False, True])
async def test_one_reading_is_enough_and_nothing_is_changed(world: World, *, dry_run: bool) -> None:
    await world.run(available(**MONDAY, dry_run=dry_run))

    assert world.calendar.calls == ["free_busy"]
    assert world.kept == []


async def test_a_long_window_for_many_people_is_searched_all_the_same(world: World) -> None:
    """It is searched off the event loop."""
    people = [f"p{number}@vai.example" for number in range(20)]
    world.calendar.add(*people)

    data = await world.data(
        available(
            participants=[{"email": each} for each in people],
            window=wire(replace(TEN, end=at("9:00", days=80))),
        )
    )

    assert len(data["slots"]) == 10
