"""A list is answered from what is known of a calendar, where that is new enough and sure."""

from dataclasses import replace
from datetime import timedelta

from tests.handlers.asking_for_meetings import lunches, titles, upcoming
from tests.handlers.world import ANA, World, schedule


def sync() -> dict[str, object]:
    return {"type": "sync_calendar", "command_id": "sync-1", "user_id": ANA, "locale": "en"}


async def test_what_is_known_answers_where_it_is_new_enough(world: World) -> None:
    lunches(world, 3)
    await world.run(sync())
    read_at = world.clock.now()
    world.wait(timedelta(seconds=59))
    world.calendar.calls.clear()

    data = await world.data(upcoming(max_staleness_seconds=60))

    assert (len(data["meetings"]), data["source"], world.calendar.calls) == (3, "snapshot", [])
    assert data["as_of"] == f"{read_at:%Y-%m-%dT%H:%M:%S}.000Z"


async def test_what_is_known_is_passed_over_where_it_is_older_or_nobody_asks_for_it(world: World) -> None:
    lunches(world, 3)
    await world.run(sync())
    world.wait(timedelta(seconds=61))

    for number, age in enumerate((0, 60)):
        data = await world.data(upcoming(command_id=f"c-{number}", max_staleness_seconds=age))
        assert (data["source"], data["as_of"]) == ("google", "2026-03-02T07:01:01.000Z")


async def test_what_is_known_is_nothing_where_the_calendar_was_never_read(world: World) -> None:
    await world.run(schedule())

    data = await world.data(upcoming(command_id="c-2", max_staleness_seconds=86_400))

    assert data["source"] == "google"


async def test_what_is_known_is_no_answer_where_something_is_in_doubt(world: World) -> None:
    lunches(world, 1)
    await world.run(sync())
    (followed,) = world.synchronisations.followed.values()
    followed.known = {id_: replace(one, doubted_at=1) for id_, one in followed.known.items()}

    assert (await world.data(upcoming(max_staleness_seconds=60)))["source"] == "google"


async def test_what_is_known_goes_on_where_google_began(world: World) -> None:
    lunches(world, 6)
    await world.run(sync())
    first = await world.data(upcoming(limit=2))

    second = await world.data(
        upcoming(command_id="c-2", limit=9, cursor=first["next_cursor"], max_staleness_seconds=60)
    )

    assert (first["source"], second["source"]) == ("google", "snapshot")
    assert titles(first, second) == [f"Lunch {each:03}" for each in range(6)]
