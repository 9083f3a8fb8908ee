"""What `worker.ports.work_times.WorkTimes` promises; every store must pass it."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.store.asked import ANA
from worker.domain.account import Account
from worker.domain.working_hours import OFFICE_HOURS, WorkingHours
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours, Wanted, WorkTimes

BOB, EVE = "bob@example.com", "eve@example.com"
SPLIT = GoogleHours(
    ZoneInfo("Asia/Kathmandu"),
    (WorkingHours(frozenset({0, 4}), 0, 720), WorkingHours(frozenset({6}), 780, 1440)),
)
SOON, HOUR, DAY = timedelta(seconds=4), timedelta(hours=1), timedelta(days=1)

Pass = Callable[[timedelta], Awaitable[None]]
"""Lets time pass, as the store sees it."""


def whom(wanted: Iterable[Wanted]) -> list[str]:
    return sorted(each.email for each in wanted)


class WorkTimesContract:
    async def test_who_is_not_known_is_read_soon_and_known_then(
        self, work_times: WorkTimes, pass_time: Pass
    ) -> None:
        assert not set((await work_times.known(ANA, [BOB, EVE])).values()) - {NOTHING_KNOWN}
        assert not await work_times.due(9)
        await pass_time(SOON)

        (bob, eve) = sorted(await work_times.due(9), key=lambda each: each.email)
        await work_times.keep(bob, SPLIT)
        await work_times.keep(eve, NOTHING_KNOWN)

        assert await work_times.known(ANA, [BOB, EVE]) == {BOB: SPLIT, EVE: NOTHING_KNOWN}
        assert not await work_times.due(9)

    async def test_only_those_are_told_of_who_were_asked_about(self, work_times: WorkTimes) -> None:
        await work_times.known(ANA, [BOB])

        assert await work_times.known(ANA, []) == {}
        assert (await work_times.known(ANA, [EVE])).get(BOB) is None

    async def test_what_was_read_is_the_users_alone(self, work_times: WorkTimes, pass_time: Pass) -> None:
        await self.read(work_times, pass_time, SPLIT)

        other = await work_times.known(Account("user-2", ANA.address), [BOB])

        assert other.get(BOB, NOTHING_KNOWN) == NOTHING_KNOWN

    async def test_it_is_read_again_after_a_day_if_somebody_wants_it(
        self, work_times: WorkTimes, pass_time: Pass
    ) -> None:
        await self.read(work_times, pass_time, SPLIT)
        await work_times.known(ANA, [BOB])
        await pass_time(DAY + SOON)
        assert not await work_times.due(9)

        assert await work_times.known(ANA, [BOB]) == {BOB: SPLIT}
        await pass_time(SOON)
        (again,) = await work_times.due(9)
        await work_times.keep(again, GoogleHours(hours=OFFICE_HOURS))

        assert await work_times.known(ANA, [BOB]) == {BOB: GoogleHours(hours=OFFICE_HOURS)}

    async def test_a_definite_no_leaves_what_was_known_for_a_day(
        self, work_times: WorkTimes, pass_time: Pass
    ) -> None:
        await self.read(work_times, pass_time, SPLIT)
        await pass_time(DAY + SOON)
        await self.read(work_times, pass_time, None)

        assert await work_times.known(ANA, [BOB]) == {BOB: SPLIT}
        await pass_time(DAY - HOUR)
        await work_times.known(ANA, [BOB])
        await pass_time(SOON)
        assert not await work_times.due(9)

    async def test_what_somebody_reads_nobody_else_does_until_they_had_the_time(
        self, work_times: WorkTimes, pass_time: Pass
    ) -> None:
        await work_times.known(ANA, [BOB, EVE])
        await pass_time(SOON)
        (first,), (second,) = await work_times.due(1), await work_times.due(9)
        assert whom([first, second]) == [BOB, EVE]
        assert not await work_times.due(9)

        await pass_time(timedelta(minutes=2))

        assert whom(await work_times.due(9)) == [BOB, EVE]

    async def test_who_was_too_slow_keeps_nothing(self, work_times: WorkTimes, pass_time: Pass) -> None:
        await work_times.known(ANA, [BOB])
        await pass_time(SOON)
        (slow,) = await work_times.due(9)
        await pass_time(timedelta(minutes=2))
        (quick,) = await work_times.due(9)

        await work_times.keep(slow, SPLIT)
        await work_times.put_off(slow, DAY)

        assert await work_times.known(ANA, [BOB]) == {BOB: NOTHING_KNOWN}
        await work_times.keep(quick, SPLIT)
        assert await work_times.known(ANA, [BOB]) == {BOB: SPLIT}

    async def test_what_is_put_off_comes_again_and_no_command_hurries_it(
        self, work_times: WorkTimes, pass_time: Pass
    ) -> None:
        await work_times.known(ANA, [BOB])
        await pass_time(SOON)
        (wanted,) = await work_times.due(9)

        await work_times.put_off(wanted, HOUR)
        await pass_time(HOUR - timedelta(minutes=1))
        await work_times.known(ANA, [BOB])

        assert not await work_times.due(9)
        await pass_time(timedelta(minutes=1) + SOON)
        assert whom(await work_times.due(9)) == [BOB]

    async def read(self, work_times: WorkTimes, pass_time: Pass, heard: GoogleHours | None) -> None:
        await work_times.known(ANA, [BOB])
        await pass_time(SOON)
        (wanted,) = await work_times.due(9)
        await work_times.keep(wanted, heard)
