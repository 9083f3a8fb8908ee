"""What `worker.ports.commands.Commands` promises of results that are withheld."""

from dataclasses import replace

from tests.store.asked import (
    ANSWER,
    AT_ONCE,
    IN_AGES,
    REPLY,
    claimed,
    ends,
    request,
)
from worker.ports.commands import (
    Commands,
    ReplyTo,
    Withheld,
)

TRACE = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)


class WithheldContract:
    async def test_a_withheld_command_is_tried_again_when_its_time_has_come(self, commands: Commands) -> None:
        claim = await claimed(commands)
        await commands.save(claim, b"written?")
        await commands.withhold(claim, REPLY, AT_ONCE, None)

        assert await commands.claim(request()) == Withheld()
        (due,) = await commands.due(10)
        assert due.request == request()
        assert (due.claim.progress, due.claim.may_have_written) == (b"written?", True)
        assert due.claim.fence > claim.fence

    async def test_nothing_is_due_before_its_time(self, commands: Commands) -> None:
        await commands.withhold(await claimed(commands), REPLY, IN_AGES, None)

        assert list(await commands.due(10)) == []

    async def test_what_is_being_tried_is_due_for_nobody_else(self, commands: Commands) -> None:
        await commands.withhold(await claimed(commands), REPLY, AT_ONCE, None)
        await commands.due(10)

        assert list(await commands.due(10)) == []
        assert await commands.claim(request()) == Withheld()

    async def test_no_more_is_claimed_than_asked_for(self, commands: Commands) -> None:
        for name in ("c-1", "c-2", "c-3"):
            await commands.withhold(await claimed(commands, name), REPLY, AT_ONCE, None)

        assert len(await commands.due(2)) == 2
        assert len(await commands.due(2)) == 1

    async def test_a_try_that_says_nothing_new_is_parked_again_since_the_same_moment(
        self, commands: Commands
    ) -> None:
        await commands.withhold(await claimed(commands), REPLY, AT_ONCE, None)
        (first,) = await commands.due(1)
        await commands.withhold(first.claim, None, AT_ONCE, None)

        (second,) = await commands.due(1)

        assert second.withheld_since == first.withheld_since
        assert second.claim.fence > first.claim.fence

    async def test_every_record_that_waited_gets_the_answer_once(self, commands: Commands) -> None:
        other = ReplyTo(None, None, None, (("correlation-id", b"second"),))
        await commands.withhold(await claimed(commands), REPLY, AT_ONCE, None)
        assert await commands.wait(request(), other)
        assert await commands.wait(request(), other)  # read again after a crash
        assert list(await commands.unsent(10)) == []

        (due,) = await commands.due(1)
        await commands.finish(due.claim, ANSWER, ends())
        (waiting,) = await commands.unsent(10)

        assert waiting.answer == ANSWER
        assert sorted(waiting.replies, key=repr) == sorted([REPLY, other], key=repr)
        await commands.sent(waiting)
        assert list(await commands.unsent(10)) == []

    async def test_two_records_that_are_alike_wait_for_two_answers(self, commands: Commands) -> None:
        first, second = (replace(REPLY, source=("commands", 3, offset)) for offset in (7, 8))
        await commands.withhold(await claimed(commands), first, AT_ONCE, None)
        for _ in range(2):  # the second time it is read again after a crash
            assert await commands.wait(request(), second)
        (due,) = await commands.due(1)
        await commands.finish(due.claim, ANSWER, ends())

        (waiting,) = await commands.unsent(10)

        assert sorted(waiting.replies, key=repr) == [first, second]
        await commands.sent(waiting)
        assert list(await commands.unsent(10)) == []

    async def test_what_is_withheld_brings_the_trace_of_a_record_that_waits(self, commands: Commands) -> None:
        traced = ReplyTo(None, headers=(("correlation-id", b"x"), *TRACE))
        await commands.withhold(await claimed(commands), traced, AT_ONCE, None)
        await commands.withhold(await claimed(commands, "c-2"), REPLY, AT_ONCE, None)

        due = {each.request.command_id: each.trace for each in await commands.due(2)}

        assert due == {"c-1": TRACE, "c-2": ()}

    async def test_a_record_cannot_wait_for_an_answer_that_is_there(self, commands: Commands) -> None:
        await commands.withhold(await claimed(commands), REPLY, AT_ONCE, None)
        (due,) = await commands.due(1)
        await commands.finish(due.claim, ANSWER, ends())

        assert not await commands.wait(request(), REPLY)

    async def test_a_record_cannot_wait_for_a_command_that_is_not_withheld(self, commands: Commands) -> None:
        await claimed(commands)

        assert not await commands.wait(request(), REPLY)
        assert not await commands.wait(request("never heard of"), REPLY)
