"""What `worker.ports.commands.Commands` promises; every store must pass it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.store.asked import (
    ANSWER,
    AT_ONCE,
    IN_AGES,
    REPLY,
    claimed,
    ends,
    key,
    request,
    seats,
    slot,
)
from worker.errors import LeaseLost, MeetingBusy
from worker.ports.commands import (
    Claim,
    Commands,
    Finished,
    HeldElsewhere,
    Reused,
)
from worker.ports.reservations import Reservations

Lose = Callable[[Claim], Awaitable[None]]
"""Let a lease end, as if its replica had stood still."""


class CommandsContract:
    async def test_the_time_goes_on(self, commands: Commands) -> None:
        before = await commands.time()

        assert before.utcoffset() == timedelta(0)
        assert before <= await commands.time()

    async def test_a_new_command_is_claimed_with_nothing_done(self, commands: Commands) -> None:
        claim = await claimed(commands)

        claim.lease.ensure(timedelta(seconds=10))
        assert (claim.fence, claim.progress, claim.may_have_written) == (1, None, False)

    async def test_a_second_record_of_a_running_command_has_to_wait(self, commands: Commands) -> None:
        await claimed(commands)

        assert await commands.claim(request()) == HeldElsewhere()

    async def test_the_same_id_of_another_user_is_another_command(self, commands: Commands) -> None:
        await claimed(commands)

        assert (await claimed(commands, user_id="user-2")).fence == 1

    async def test_what_was_given_back_is_continued_where_it_stopped(self, commands: Commands) -> None:
        first = await claimed(commands)
        await commands.save(first, b"half way")
        await commands.release(first)

        second = await claimed(commands)

        assert second.fence > first.fence
        assert (second.progress, second.may_have_written) == (b"half way", True)

    async def test_a_command_that_stored_no_progress_cannot_have_written(self, commands: Commands) -> None:
        await commands.release(await claimed(commands))

        assert not (await claimed(commands)).may_have_written

    async def test_a_reservation_is_progress_too(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        first = await claimed(commands)
        await reservations.reserve(first, seats("ana"), [slot(9, 10, b"at nine")])
        await commands.release(first)

        second = await claimed(commands)

        assert (second.progress, second.may_have_written) == (b"at nine", True)

    async def test_a_finished_command_is_answered_with_the_same_bytes(self, commands: Commands) -> None:
        await commands.finish(await claimed(commands), ANSWER, ends())

        assert await commands.claim(request()) == Finished(ANSWER)

    async def test_to_finish_again_with_the_same_answer_is_no_error(self, commands: Commands) -> None:
        claim = await claimed(commands)
        await commands.finish(claim, ANSWER, ends())

        await commands.finish(claim, ANSWER, ends())

    @pytest.mark.parametrize("finished", [False, True], ids=["running", "finished"])
    async def test_an_id_with_another_body_is_told(self, commands: Commands, finished: bool) -> None:
        claim = await claimed(commands)
        if finished:
            await commands.finish(claim, ANSWER, ends())

        assert await commands.claim(request(body=b'{"other":1}')) == Reused()

    async def test_a_claim_that_was_taken_over_changes_nothing(
        self, commands: Commands, reservations: Reservations, lose: Lose
    ) -> None:
        frozen = await claimed(commands)
        await lose(frozen)
        taker = await claimed(commands)

        for attempt in (
            commands.save(frozen, b"late"),
            commands.finish(frozen, ANSWER, ends()),
            commands.release(frozen),
            commands.withhold(frozen, REPLY, AT_ONCE, None),
            commands.enter_meeting(frozen, key()),
            reservations.reserve(frozen, seats("ana"), [slot(9, 10)]),
        ):
            with pytest.raises(LeaseLost):
                await attempt
        await commands.release(taker)
        last = await claimed(commands)
        assert (last.progress, last.may_have_written) == (None, False)
        assert await reservations.taken(seats("ana").emails, slot(0, 24).slot) == []

    async def test_a_lost_lease_says_so(self, commands: Commands, lose: Lose) -> None:
        frozen = await claimed(commands)
        await lose(frozen)
        await claimed(commands)
        with pytest.raises(LeaseLost):
            await commands.save(frozen, b"late")

        with pytest.raises(LeaseLost):
            frozen.lease.ensure(timedelta(0))


class MeetingContract:
    async def test_two_commands_never_change_one_meeting_at_once(self, commands: Commands) -> None:
        await commands.enter_meeting(await claimed(commands, "c-1"), key())

        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(await claimed(commands, "c-2"), key())

    async def test_another_meeting_is_free(self, commands: Commands) -> None:
        await commands.enter_meeting(await claimed(commands, "c-1"), key("e-1"))

        await commands.enter_meeting(await claimed(commands, "c-2"), key("e-2"))

    async def test_a_command_may_enter_its_meeting_again(self, commands: Commands, lose: Lose) -> None:
        first = await claimed(commands)
        await commands.enter_meeting(first, key())
        await lose(first)

        await commands.enter_meeting(await claimed(commands), key())

    async def test_a_withheld_command_keeps_its_meeting(self, commands: Commands) -> None:
        first = await claimed(commands, "c-1")
        await commands.enter_meeting(first, key())
        await commands.withhold(first, REPLY, IN_AGES, None)

        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(await claimed(commands, "c-2"), key())

    @pytest.mark.parametrize("end", ["finish", "release"])
    async def test_a_meeting_is_free_when_its_command_ends(self, commands: Commands, end: str) -> None:
        first = await claimed(commands, "c-1")
        await commands.enter_meeting(first, key())
        await (commands.finish(first, ANSWER, ends()) if end == "finish" else commands.release(first))

        await commands.enter_meeting(await claimed(commands, "c-2"), key())

    async def test_who_went_without_a_word_keeps_no_meeting(self, commands: Commands, lose: Lose) -> None:
        gone = await claimed(commands, "c-1")
        await commands.enter_meeting(gone, key())
        await lose(gone)

        await commands.enter_meeting(await claimed(commands, "c-2"), key())

    async def test_a_meeting_waits_for_who_went_in_the_middle_of_a_write(
        self, commands: Commands, lose: Lose
    ) -> None:
        """Its event would bear another's stamp by the time it is taken up, and it would write again."""
        gone = await claimed(commands, "c-1")
        await commands.enter_meeting(gone, key())
        await commands.save(gone, b"about to write")
        await lose(gone)

        other = await claimed(commands, "c-2")
        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(other, key())
        again = await claimed(commands, "c-1")
        await commands.enter_meeting(again, key())
        await commands.finish(again, ANSWER, ends())
        await commands.enter_meeting(other, key())

    async def test_who_comes_back_waits_for_whoever_entered_meanwhile(
        self, commands: Commands, lose: Lose
    ) -> None:
        first = await claimed(commands, "c-1")
        await commands.enter_meeting(first, key())
        await lose(first)
        second = await claimed(commands, "c-2")
        await commands.enter_meeting(second, key())

        again = await claimed(commands, "c-1")
        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(again, key())
        await commands.finish(second, ANSWER, ends())
        await commands.enter_meeting(again, key())

    async def test_a_meeting_is_kept_while_a_write_is_in_doubt(self, commands: Commands) -> None:
        first = await claimed(commands, "c-1")
        await commands.enter_meeting(first, key())
        await commands.save(first, b"about to write")
        await commands.release(first)

        other = await claimed(commands, "c-2")
        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(other, key())
        again = await claimed(commands, "c-1")
        await commands.enter_meeting(again, key())
        await commands.finish(again, ANSWER, ends())
        await commands.enter_meeting(other, key())

    async def test_a_withheld_command_keeps_its_meeting_when_a_try_is_given_back(
        self, commands: Commands
    ) -> None:
        first = await claimed(commands, "c-1")
        await commands.enter_meeting(first, key())
        await commands.withhold(first, REPLY, AT_ONCE, None)
        (due,) = await commands.due(1)
        await commands.release(due.claim)

        with pytest.raises(MeetingBusy):
            await commands.enter_meeting(await claimed(commands, "c-2"), key())
