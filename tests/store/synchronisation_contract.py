"""What `worker.ports.synchronisation.Synchronisations` promises of turns; every store must pass it."""

from datetime import timedelta

import pytest

from tests.store.asked import ANA, AT_ONCE, IN_AGES, claimed
from tests.store.reading import Reading, version
from worker.domain.account import Account
from worker.errors import LeaseLost
from worker.ports.synchronisation import FollowedCalendar, Outcome, Progress, Synchronisation

CALENDAR = FollowedCalendar(ANA.user_id, ANA.address)


def progress_of(outcome: Outcome) -> bytes:
    return f"changed {outcome.changed}".encode()


class TurnsContract:
    async def test_the_first_time_everything_is_read_and_then_what_changed(self, reading: Reading) -> None:
        first = await reading.begin()
        await reading.synchronisations.complete(first, "token-1")

        second = await reading.begin()

        assert (first.sync_token, second.sync_token) == (None, "token-1")
        assert second.fence > first.fence
        second.lease.ensure(timedelta(seconds=10))

    async def test_everything_is_read_whenever_it_is_asked_for(self, reading: Reading) -> None:
        await reading.read()

        assert (await reading.begin(everything=True)).sync_token is None

    async def test_one_synchronises_a_calendar_at_a_time(self, reading: Reading) -> None:
        first = await reading.begin()

        assert await reading.synchronisations.begin(ANA, ANA.address, None, everything=False) is None
        await reading.end(first)
        await reading.begin()

    async def test_another_calendar_is_free_and_the_same_of_another_user_too(self, reading: Reading) -> None:
        await reading.begin()

        for account, calendar in ((ANA, "team@example.com"), (Account("user-2", "bob@x.y"), ANA.address)):
            assert await reading.synchronisations.begin(account, calendar, None, everything=False)

    async def test_what_is_given_back_is_as_it_was(self, reading: Reading) -> None:
        await reading.read()
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        await reading.synchronisations.give_up(begun, AT_ONCE)

        again = await reading.begin()

        assert again.sync_token == "token"
        assert await reading.end(again) == Outcome(read=0, changed=0, published=0)

    async def test_who_was_replaced_changes_nothing(self, reading: Reading) -> None:
        frozen = await reading.begin()
        await reading.synchronisations.stage(frozen, [version(1)])
        await reading.meddle.lose(frozen)
        taker = await reading.begin()
        await reading.synchronisations.stage(taker, [version(2, "e-2")])

        for attempt in (
            reading.synchronisations.stage(frozen, [version(3)]),
            reading.synchronisations.begin_anew(frozen),
            reading.synchronisations.complete(frozen, "stolen"),
            reading.synchronisations.give_up(frozen, AT_ONCE),
        ):
            with pytest.raises(LeaseLost):
                await attempt
        assert await reading.end(taker) == Outcome(read=1, changed=1, published=1)
        assert [one.body["event_id"] for one in await reading.told()] == ["e-2"]
        assert (await reading.begin()).sync_token == "token"

    async def test_what_is_over_cannot_be_ended_again(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.end(begun)

        with pytest.raises(LeaseLost):
            await reading.synchronisations.complete(begun, "again")

    async def test_a_token_that_google_forgot_is_forgotten_with_all_that_was_read(
        self, reading: Reading
    ) -> None:
        await reading.read()
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])

        anew = await reading.synchronisations.begin_anew(begun)
        await reading.synchronisations.give_up(anew, AT_ONCE)

        assert anew.sync_token is None
        assert (await reading.begin()).sync_token is None

    async def test_nothing_is_told_before_the_end(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])

        assert await reading.told() == []
        assert await reading.end(begun) == Outcome(read=1, changed=1, published=1)
        assert len(await reading.told()) == 1

    async def test_the_language_is_that_of_the_last_command_that_touched_the_calendar(
        self, reading: Reading
    ) -> None:
        unknown = await reading.begin(None)
        await reading.end(unknown)
        given = await reading.begin("en")
        await reading.end(given)
        remembered = await reading.begin(None)
        await reading.end(remembered)
        await reading.finish(await claimed(reading.commands), version(1))  # in Romanian

        assert [one.locale for one in (unknown, given, remembered, await reading.begin(None))] == [
            "ro",
            "en",
            "en",
            "ro",
        ]


class FollowingContract:
    async def due(self, reading: Reading) -> list[FollowedCalendar]:
        return list(await reading.synchronisations.due(10))

    async def test_nothing_is_followed_unasked(self, reading: Reading) -> None:
        assert await self.due(reading) == []

    async def test_a_calendar_is_followed_from_the_first_command_that_writes_to_it(
        self, reading: Reading
    ) -> None:
        await reading.finish(await claimed(reading.commands), version(1))

        assert await self.due(reading) == [CALENDAR]

    async def test_a_calendar_that_was_read_comes_again_after_a_while(self, reading: Reading) -> None:
        await reading.read()

        assert await self.due(reading) == []
        await reading.meddle.hurry()
        assert await self.due(reading) == [CALENDAR]

    async def test_a_calendar_that_is_being_read_is_not_due(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.meddle.hurry()

        assert await self.due(reading) == []
        await reading.meddle.lose(begun)
        assert await self.due(reading) == [CALENDAR]

    @pytest.mark.parametrize(("wait", "due"), [(AT_ONCE, [CALENDAR]), (IN_AGES, [])])
    async def test_what_is_given_back_comes_when_it_was_said(
        self, reading: Reading, wait: timedelta, due: list[FollowedCalendar]
    ) -> None:
        await reading.synchronisations.give_up(await reading.begin(), wait)

        assert await self.due(reading) == due

    async def test_no_more_come_than_were_asked_for(self, reading: Reading) -> None:
        for calendar in ("a@example.com", "b@example.com"):
            begun = await reading.synchronisations.begin(ANA, calendar, None, everything=False)
            assert begun is not None
            await reading.synchronisations.give_up(begun, AT_ONCE)

        assert len(await reading.synchronisations.due(1)) == 1


class ProgressContract:
    async def begun(self, reading: Reading) -> Synchronisation:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        return begun

    async def test_the_command_that_asked_learns_the_outcome_with_it(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)

        await reading.synchronisations.complete(
            await self.begun(reading), "token", progress=Progress(claim, progress_of)
        )

        await reading.commands.release(claim)
        assert (await claimed(reading.commands)).progress == b"changed 1"

    async def test_a_command_that_another_took_over_takes_nothing_in(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)
        begun = await self.begun(reading)
        await reading.commands.release(claim)
        await claimed(reading.commands)

        with pytest.raises(LeaseLost):
            await reading.synchronisations.complete(begun, "token", progress=Progress(claim, progress_of))

        assert await reading.told() == []
        assert await reading.end(begun) == Outcome(read=1, changed=1, published=1)
