"""`stop_watch` on fakes: the channel goes, and the calendar stays followed."""

from datetime import timedelta

from tests.handlers.watching import (
    only_channel,
    read_all,
    stop_watch,
    stops_of,
    watch,
)
from tests.handlers.world import ANA, World


async def test_a_watch_that_is_ended_can_be_ended_again(world: World) -> None:
    await world.run(watch())

    first, again = [await world.run(stop_watch(f"stop-{number}")) for number in (1, 2)]

    assert first.data.model_dump() == again.data.model_dump() == {"calendar_id": ANA}
    assert first.message.startswith("Changes in the calendar are no longer noticed at once")
    assert again.message.startswith("The calendar is not watched")
    assert world.channels.watches == {}
    await stops_of(world).stop_due()
    assert world.push.open_channels == {}


async def test_a_calendar_that_was_never_watched_can_be_ended(world: World) -> None:
    answer = await world.run(stop_watch())

    assert answer.message == "The calendar is not watched: changes in it are noticed only now and then."
    assert world.push.calls == []


async def test_a_calendar_stays_followed_when_it_is_watched_no_more(world: World) -> None:
    await world.run(watch())
    await read_all(world)
    await world.run(stop_watch())

    world.wait(timedelta(minutes=6))
    assert await read_all(world) == 1


async def test_a_dry_run_ends_nothing(world: World) -> None:
    await world.run(watch())

    answer = await world.run(stop_watch(dry_run=True))
    assert answer.message == "Changes in the calendar would no longer be noticed at once."
    assert await world.channels.count() == 1


async def test_another_calendar_of_the_user_stays_watched(world: World) -> None:
    world.calendar.add("team@vai.example")
    await world.run(watch())
    await world.run(watch("watch-2", calendar_id="team@vai.example"))

    await world.run(stop_watch())
    await stops_of(world).stop_due()
    assert only_channel(world).calendar_id == "team@vai.example"
