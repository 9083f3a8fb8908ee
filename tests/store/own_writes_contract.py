"""How a store knows the writes of its own commands; every store must pass it."""

from dataclasses import replace

import pytest

from tests.store.asked import ANA, ANSWER, claimed, key, seats, slot
from tests.store.holding import held
from tests.store.reading import (
    EXTERNAL,
    SELF,
    Reading,
    as_written,
    bare,
    draft,
    intent,
    tombstone,
)
from worker.domain.calendar_event import CalendarEvent
from worker.ports.commands import Booking, Chore, ChoreAction, Settlement
from worker.ports.reservations import Hold
from worker.ports.stored_draft import pack_draft

CREATED = ("e-1", "created", SELF)


class OwnWritesContract:
    async def test_a_write_that_is_seen_before_its_command_ends_is_its_own(self, reading: Reading) -> None:
        await reading.writing(draft())

        await reading.read(as_written(draft(), 1))

        (told,) = await reading.told()
        assert told.brief == CREATED
        assert (told.body["command_id"], told.body["conversation_id"]) == ("c-1", "talk-1")
        assert "martie" in told.body["after"]["start"]["text"], "in the language of the command"

    async def test_who_observes_the_same_version_later_tells_nothing(self, reading: Reading) -> None:
        claim = await reading.writing(draft())
        await reading.read(as_written(draft(), 1))
        await reading.finish(claim, as_written(draft(), 1))
        await reading.read(as_written(draft(), 1), everything=True)

        assert await reading.brief() == [CREATED]

    async def test_what_others_did_since_is_told_after_it_and_as_theirs(self, reading: Reading) -> None:
        claim = await reading.writing(draft())
        await reading.read(as_written(draft(), 2, title="By hand"))
        await reading.finish(claim, as_written(draft(), 1))

        told = await reading.told()
        assert [one.brief for one in told] == [CREATED, ("e-1", "updated", EXTERNAL)]
        assert [one.body["command_id"] for one in told] == ["c-1", None]
        assert told[0].body["after"]["title"] == told[1].body["before"]["title"] == "Written"
        assert told[1].body["changed"] == ["title"]

    async def test_a_command_that_finds_a_change_by_hand_does_not_claim_it(self, reading: Reading) -> None:
        claim = await reading.writing(draft())
        await reading.finish(claim, as_written(draft(), 2, title="By hand"))

        assert await reading.brief() == [CREATED, ("e-1", "updated", EXTERNAL)]

    async def test_a_command_that_sees_its_event_late_does_not_claim_what_came_since(
        self, reading: Reading
    ) -> None:
        claim = await reading.writing(draft())
        await reading.read(as_written(draft(), 1))
        await reading.finish(claim, as_written(draft(), 2, title="By hand"))

        assert await reading.brief() == [CREATED, ("e-1", "updated", EXTERNAL)]

    async def test_another_write_to_the_same_event_is_another_commands(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.writing(draft(write_id="w-2", title="Again"), command_id="c-2")

        await reading.read(as_written(draft(write_id="w-2", title="Again"), 2))

        (told,) = await reading.told()
        assert (told.brief, told.body["command_id"]) == (("e-1", "updated", SELF), "c-2")

    async def test_an_edit_by_hand_keeps_the_stamp_and_is_not_ours(self, reading: Reading) -> None:
        written = await reading.write(draft(), 1)

        await reading.read(as_written(draft(), 2, title="By hand"))

        assert written.private == as_written(draft(), 2).private
        assert await reading.brief() == [("e-1", "updated", EXTERNAL)]

    async def test_a_copy_is_not_ours(self, reading: Reading) -> None:
        await reading.writing(draft())

        await reading.read(replace(as_written(draft(), 1), id="copy"))

        assert await reading.brief() == [("copy", "created", EXTERNAL)]

    async def test_what_a_reserved_slot_will_hold_is_known(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)
        candidate = replace(slot(9, 10), intents=(intent(draft()),))
        await reading.reservations.reserve(claim, seats("ana"), [candidate])

        await reading.read(as_written(draft(), 1))

        assert await reading.brief() == [CREATED]

    async def test_what_a_used_hold_will_hold_is_known(self, reading: Reading) -> None:
        hold = Hold("hold-1", slot(9, 10).slot, seats("ana").emails)
        await held(reading.commands, reading.reservations, hold)
        claim = await claimed(reading.commands)
        await reading.reservations.use_hold(claim, "hold-1", seats("ana"), b"used", [intent(draft())])

        await reading.read(as_written(draft(), 1))

        assert await reading.brief() == [CREATED]

    @pytest.mark.parametrize("first", ["errand", "reading"])
    async def test_what_an_errand_writes_is_its_commands_own(self, reading: Reading, first: str) -> None:
        chore = Chore(ChoreAction.CREATE_FOLLOW_UP, ANA.user_id, "c-1", key(), pack_draft(draft()))
        await reading.commands.finish(await claimed(reading.commands), ANSWER, Settlement(chores=(chore,)))
        (taken,) = await reading.chores.due(1)
        written = as_written(draft(), 1)

        if first == "errand":
            await reading.chores.done(taken, [reading.observed(written)])
            await reading.read(written)
        else:
            await reading.read(written)
            await reading.chores.done(taken, [reading.observed(written)])

        assert await reading.brief() == [CREATED]

    async def test_what_an_errand_deletes_is_its_commands_own(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        chore = Chore(ChoreAction.DELETE_FOLLOW_UP, ANA.user_id, "c-2", key())
        await reading.commands.finish(
            await claimed(reading.commands, "c-2"), ANSWER, Settlement(chores=(chore,))
        )
        await reading.chores.due(1)

        await reading.read(bare())

        assert [(one.brief, one.body["command_id"]) for one in await reading.told()] == [
            (("e-1", "cancelled", SELF), "c-2")
        ]


class DeletionsContract:
    @pytest.mark.parametrize("gone", [bare(), tombstone(2)], ids=["bare", "with a date"])
    async def test_a_deletion_that_is_seen_before_its_command_ends_is_its_own(
        self, reading: Reading, gone: CalendarEvent
    ) -> None:
        written = await reading.write(draft(), 1)
        claim = await reading.deleting("e-1")

        await reading.read(gone)
        await reading.finish(claim, replace(written, status=gone.status))
        await reading.read(gone)

        (told,) = await reading.told()
        assert (told.brief, told.body["command_id"]) == (("e-1", "cancelled", SELF), "delete-1")
        assert told.body["conversation_id"] == "talk-1"

    async def test_a_deletion_that_its_command_saw_first_is_told_once(self, reading: Reading) -> None:
        written = await reading.write(draft(), 1)
        claim = await reading.deleting("e-1")
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [written])  # a page from before

        await reading.finish(claim, replace(written, status=bare().status))
        await reading.end(begun)
        await reading.read(tombstone(2))

        assert await reading.brief() == [("e-1", "cancelled", SELF)]

    async def test_a_deletion_by_hand_is_not_ours(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.read(bare())

        assert await reading.brief() == [("e-1", "cancelled", EXTERNAL)]

    async def test_what_is_missing_from_everything_may_be_our_deletion(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.deleting("e-1")
        await reading.read(everything=True)

        assert await reading.brief() == [("e-1", "cancelled", SELF)]

    @pytest.mark.parametrize(
        "end",
        [Settlement(booking=Booking.RELEASE), Settlement(freed=(key(),))],
        ids=["nothing was done", "it was gone already"],
    )
    async def test_a_deletion_that_was_not_ours_after_all_is_not_told_as_ours(
        self, reading: Reading, end: Settlement
    ) -> None:
        await reading.write(draft(), 1)
        await reading.commands.finish(await reading.deleting("e-1"), ANSWER, end)

        await reading.read(bare())

        assert await reading.brief() == [("e-1", "cancelled", EXTERNAL)]

    async def test_a_command_whose_outcome_is_unknown_is_told_when_it_is_seen(self, reading: Reading) -> None:
        await reading.commands.finish(await reading.writing(draft()), ANSWER, Settlement())

        await reading.read(as_written(draft(), 1))

        assert await reading.brief() == [CREATED]

    async def test_our_new_event_that_a_person_deleted_at_once_was_there(self, reading: Reading) -> None:
        claim = await reading.writing(draft())
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [bare()])

        assert await reading.doubts(begun) == ["e-1"]
        gone = as_written(draft(), 2, status=bare().status)
        await reading.settle(begun, gone)
        await reading.finish(claim, as_written(draft(), 1))

        assert await reading.brief() == [CREATED, ("e-1", "cancelled", EXTERNAL)]

    async def test_our_new_event_of_which_nothing_is_left_never_comes_back(self, reading: Reading) -> None:
        claim = await reading.writing(draft())
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [bare()])
        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, bare())
        await reading.finish(claim, as_written(draft(), 1))

        assert await reading.told() == [], "what the command saw may be older or newer"
        again = await reading.begin()
        assert await reading.doubts(again) == ["e-1"]
        assert (await reading.settle(again, bare())).changed == 0
