"""What is known of a calendar, for whoever need not ask Google; every store must pass it."""

from datetime import date, timedelta

from tests.store.asked import ANA, AT_ONCE, DAY, claimed, span
from tests.store.reading import DAILY, LONG_AGO, Reading, bare, tombstone, version
from worker.domain.account import Account
from worker.domain.interval import Interval
from worker.ports.synchronisation import Snapshot

AN_HOUR = timedelta(hours=1)
TODAY = span(8, 20)
DAYS = (date(2099, 3, 2), date(2099, 3, 3))


async def known(reading: Reading, window: Interval = TODAY, age: timedelta = AN_HOUR) -> Snapshot | None:
    return await reading.synchronisations.snapshot(ANA, ANA.address, window, age)


async def ids(reading: Reading, window: Interval = TODAY) -> set[str]:
    """Return the ids of what is known; whoever asks looks for the time, the store need not."""
    snapshot = await known(reading, window)
    assert snapshot is not None
    return {event.id for event in snapshot.events}


class SnapshotContract:
    async def test_is_what_the_last_reading_found(self, reading: Reading) -> None:
        await reading.read(version(1), version(1, "e-2"))
        await reading.read(version(2))

        snapshot = await known(reading)

        assert snapshot is not None
        assert {event.id: event.title for event in snapshot.events} == {
            "e-1": "Version 2",
            "e-2": "Version 1",
        }

    async def test_is_as_old_as_the_beginning_of_that_reading(self, reading: Reading) -> None:
        before = await reading.commands.time()
        begun = await reading.begin()
        while_it_goes_on = await reading.commands.time()
        await reading.end(begun)

        snapshot = await known(reading)

        assert snapshot is not None
        assert before <= snapshot.as_of <= while_it_goes_on

    async def test_is_none_where_nobody_has_read_the_calendar_to_its_end(self, reading: Reading) -> None:
        assert await known(reading) is None
        await reading.finish(await claimed(reading.commands), version(1))
        begun = await reading.begin()
        assert await known(reading) is None
        await reading.synchronisations.give_up(begun, AT_ONCE)

        assert await known(reading) is None

    async def test_is_none_where_it_is_too_old(self, reading: Reading) -> None:
        await reading.read(version(1))

        assert await known(reading, age=timedelta(microseconds=-1)) is None

    async def test_is_none_where_something_is_in_doubt(self, reading: Reading) -> None:
        await reading.read(version(1))
        await reading.finish(await claimed(reading.commands), version(1, title="Another"))
        assert await known(reading) is None

        begun = await reading.begin()
        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, version(1, title="Another"))

        assert await known(reading) is not None

    async def test_has_what_commands_did_since(self, reading: Reading) -> None:
        await reading.read(version(1), version(1, "e-2"))
        await reading.finish(await claimed(reading.commands), version(2, "e-3"), tombstone(2))

        assert await ids(reading) - {"e-1"} == {"e-2", "e-3"}

    async def test_has_series_and_all_that_is_said_of_their_instances(self, reading: Reading) -> None:
        series = version(1, "series", when=LONG_AGO, **DAILY)
        exception = {"recurring_event_id": "series", "original_start": "2099-03-02T09:00:00+00:00"}
        await reading.read(series, version(1, "moved", **exception), bare("gone", **exception))

        assert await ids(reading) == {"series", "moved", "gone"}

    async def test_has_days_that_last_on_somewhere(self, reading: Reading) -> None:
        """In the west a day ends after its midnight in UTC."""
        await reading.read(version(1, when=None, all_day=DAYS))

        assert await ids(reading, Interval(DAY + timedelta(hours=34), DAY + timedelta(hours=35))) == {"e-1"}

    async def test_of_another_calendar_or_user_is_another(self, reading: Reading) -> None:
        await reading.read(version(1))
        snapshot = reading.synchronisations.snapshot

        assert await snapshot(ANA, "team@example.com", TODAY, AN_HOUR) is None
        assert await snapshot(Account("user-2", "bob@x.y"), ANA.address, TODAY, AN_HOUR) is None
