"""What a store makes of versions of events that were read; every store must pass it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.store.asked import claimed
from tests.store.reading import DAILY, EXTERNAL, LONG_AGO, SELF, Reading, bare, foreign, tombstone, version
from worker.domain.calendar_event import CalendarEvent
from worker.ports.synchronisation import Outcome

TRACE = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)


class VersionsContract:
    async def test_what_people_did_is_told_as_theirs_under_rising_numbers(self, reading: Reading) -> None:
        await reading.read(version(1), version(1, "e-2"))
        await reading.read(version(2), tombstone(2, "e-2"))

        told = await reading.told()
        assert [one.brief for one in told] == [
            ("e-1", "created", EXTERNAL),
            ("e-2", "created", EXTERNAL),
            ("e-1", "updated", EXTERNAL),
            ("e-2", "cancelled", EXTERNAL),
        ]
        assert [one.body["sequence"] for one in told] == [1, 2, 3, 4]
        assert {one.body["command_id"] for one in told} == {None}
        assert told[2].body["before"]["title"] == "Version 1"

    async def test_what_was_seen_before_is_not_told_again(self, reading: Reading) -> None:
        await reading.read(version(1))
        await reading.told()

        assert await reading.read(version(1)) == Outcome(read=1, changed=0, published=0)
        assert await reading.read(version(1), everything=True) == Outcome(read=1, changed=0, published=0)

    async def test_of_one_event_the_last_version_counts(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1), version(2)])
        await reading.synchronisations.stage(begun, [version(3)])

        assert await reading.end(begun) == Outcome(read=1, changed=1, published=1)
        assert [one.body["after"]["title"] for one in await reading.told()] == ["Version 3"]

    async def test_a_late_page_with_an_older_version_changes_nothing(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        await reading.finish(await claimed(reading.commands), version(2))

        assert await reading.end(begun) == Outcome(read=1, changed=0, published=0)
        assert await reading.brief() == [("e-1", "created", SELF)]

    async def test_other_peoples_events_are_known_and_not_told(self, reading: Reading) -> None:
        assert await reading.read(foreign(1)) == Outcome(read=1, changed=1, published=0)
        assert await reading.read(foreign(2)) == Outcome(read=1, changed=1, published=0)
        assert await reading.told() == []

    async def test_what_ended_before_events_are_forgotten_is_no_news(self, reading: Reading) -> None:
        outcome = await reading.read(version(1, when=LONG_AGO), version(2, "e-2", when=LONG_AGO, **DAILY))

        assert outcome.changed == 1
        assert await reading.brief() == [("e-2", "created", EXTERNAL)]

    async def test_what_is_known_and_was_moved_into_the_past_is_told(self, reading: Reading) -> None:
        await reading.read(version(1))
        await reading.read(version(2, when=LONG_AGO))

        assert [kind for _, kind, _ in await reading.brief()] == ["created", "moved"]

    async def test_an_event_that_a_person_restored_is_created_again(self, reading: Reading) -> None:
        for one in (version(1), bare(), version(3)):
            await reading.read(one)

        assert [kind for _, kind, _ in await reading.brief()] == ["created", "cancelled", "created"]

    async def test_a_change_carries_the_trace_of_who_asked(self, reading: Reading) -> None:
        begun = await reading.begin(trace=TRACE)
        await reading.synchronisations.stage(begun, [version(1)])
        await reading.end(begun)

        (told,) = await reading.told()
        assert told.headers[-1:] == TRACE


class DoubtsContract:
    async def test_two_versions_of_one_instant_are_read_again(self, reading: Reading) -> None:
        await reading.read(version(1))
        begun = await reading.begin()
        other = replace(version(1, title="Other"), etag='"other"')
        await reading.synchronisations.stage(begun, [other, version(1, "e-2")])

        assert await reading.doubts(begun) == ["e-1"]
        assert len(await reading.told()) == 1, "nothing was taken in"
        assert await reading.settle(begun, other) == Outcome(read=2, changed=2, published=2)

    async def test_what_cannot_be_told_apart_needs_no_reading(self, reading: Reading) -> None:
        await reading.read(version(1))

        await reading.read(replace(version(1), etag='"reminders changed"'))

    async def test_a_bare_tombstone_of_what_was_seen_before_is_believed(self, reading: Reading) -> None:
        await reading.read(version(1))

        assert await reading.read(bare()) == Outcome(read=1, changed=1, published=1)
        cancelled = (await reading.told())[-1]
        assert (cancelled.kind, cancelled.body["before"]["title"]) == ("cancelled", "Version 1")

    @pytest.mark.parametrize("now", [bare(), version(2)], ids=["gone", "there"])
    async def test_a_bare_tombstone_of_what_was_seen_since_is_read_again(
        self, reading: Reading, now: CalendarEvent
    ) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [bare()])
        await reading.finish(await claimed(reading.commands), version(2))

        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, now)
        assert [kind for _, kind, _ in await reading.brief()] == ["created", "cancelled"][
            : 1 + (now == bare())
        ]

    @pytest.mark.parametrize("now", [version(2), version(1), version(3)], ids=["same", "earlier", "later"])
    async def test_a_doubt_that_was_settled_does_not_come_back(
        self, reading: Reading, now: CalendarEvent
    ) -> None:
        await reading.read(version(2))
        await self.meet_a_twin(reading)
        begun = await reading.begin()
        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, now)
        assert await reading.doubts(await reading.begin()) == []

    async def test_a_reading_from_before_a_doubt_does_not_settle_it(self, reading: Reading) -> None:
        await reading.read(version(2))
        await self.meet_a_twin(reading)
        begun = await reading.begin()
        assert await reading.doubts(begun) == ["e-1"]
        await reading.synchronisations.stage(begun, [version(2)], settled=True)
        await self.meet_a_twin(reading, "c-2")

        assert await reading.doubts(begun) == ["e-1"]

    async def meet_a_twin(self, reading: Reading, command_id: str = "c-1") -> None:
        """Let a command see another version of the same date."""
        twin = replace(version(2, title=f"Twin of {command_id}"), etag='"twin"')
        await reading.finish(await claimed(reading.commands, command_id), twin)

    async def test_what_changes_while_a_doubt_is_settled_is_in_doubt_again(self, reading: Reading) -> None:
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [bare()])
        await reading.finish(await claimed(reading.commands, "c-1"), version(2))
        assert await reading.doubts(begun) == ["e-1"]
        await reading.synchronisations.stage(begun, [bare()], settled=True)
        await reading.finish(await claimed(reading.commands, "c-2"), version(3))

        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, bare())

    async def test_a_command_that_cannot_tell_leaves_it_to_the_next_reading(self, reading: Reading) -> None:
        await reading.read(version(1))
        other = replace(version(1, title="Other"), etag='"other"')

        await reading.finish(await claimed(reading.commands), other)

        assert len(await reading.told()) == 1
        assert len(await reading.synchronisations.due(1)) == 1
        begun = await reading.begin()
        assert await reading.doubts(begun) == ["e-1"]
        assert (await reading.settle(begun, other)).changed == 1
        assert await reading.doubts(await reading.begin()) == []

    async def test_a_tombstone_of_what_was_never_known_is_no_news(self, reading: Reading) -> None:
        assert await reading.read(bare(), tombstone(1, "e-2")) == Outcome(read=2, changed=0, published=0)


class EverythingContract:
    @pytest.mark.parametrize("fields", [{}, {"when": None, "all_day": (date(2099, 3, 2), date(2099, 3, 3))}])
    async def test_what_a_reading_of_everything_does_not_name_is_cancelled(
        self, reading: Reading, fields: Any
    ) -> None:
        await reading.read(version(1, **fields), version(1, "e-2"))

        outcome = await reading.read(version(1, "e-2"), everything=True)

        assert outcome == Outcome(read=1, changed=1, published=1)
        assert (await reading.brief())[2:] == [("e-1", "cancelled", EXTERNAL)]
        assert (await reading.read(version(1, "e-2"), everything=True)).changed == 0

    async def test_what_a_reading_of_changes_does_not_name_has_not_changed(self, reading: Reading) -> None:
        await reading.read(version(1))

        assert (await reading.read()).changed == 0

    async def test_what_was_over_before_is_not_missed(self, reading: Reading) -> None:
        await reading.finish(await claimed(reading.commands), version(1, when=LONG_AGO))

        assert (await reading.read(everything=True)).changed == 0

    async def test_what_reappears_was_not_gone(self, reading: Reading) -> None:
        """As where a right was taken away for a while."""
        await reading.read(version(1))
        await reading.read(everything=True)
        begun = await reading.begin(everything=True)
        await reading.synchronisations.stage(begun, [version(1)])

        assert await reading.doubts(begun) == ["e-1"]
        await reading.settle(begun, version(1))
        assert [kind for _, kind, _ in await reading.brief()] == ["created", "cancelled", "created"]

    @pytest.mark.parametrize(
        "fields",
        [DAILY, {"recurring_event_id": "series"}],
        ids=["a series", "one of a series"],
    )
    @pytest.mark.parametrize("gone", [False, True])
    async def test_a_series_that_is_not_named_is_read_by_itself(
        self, reading: Reading, fields: dict[str, Any], gone: bool
    ) -> None:
        await reading.read(version(1, **fields))
        begun = await reading.begin(everything=True)

        assert await reading.doubts(begun) == ["e-1"]
        outcome = await reading.settle(begun, bare() if gone else version(1, **fields))
        assert outcome == Outcome(read=1, changed=int(gone), published=int(gone))

    async def test_a_series_that_is_over_is_not_missed(self, reading: Reading) -> None:
        over = version(1, when=LONG_AGO, recurrence=("RRULE:FREQ=DAILY;COUNT=3",))
        await reading.finish(await claimed(reading.commands), over)

        assert (await reading.read(everything=True)).changed == 0

    async def test_what_was_seen_while_everything_was_read_is_not_missed(self, reading: Reading) -> None:
        begun = await reading.begin(everything=True)
        await reading.finish(await claimed(reading.commands), version(1))

        assert await reading.doubts(begun) == ["e-1"]
        assert (await reading.settle(begun, version(1))).changed == 0

    async def test_a_series_that_goes_leaves_no_instance_behind(self, reading: Reading) -> None:
        instance = version(1, "e-1_1", recurring_event_id="e-1")
        await reading.read(version(1, **DAILY), instance)
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [tombstone(2, **DAILY)])

        assert await reading.doubts(begun) == ["e-1_1"]
        assert (await reading.settle(begun, bare("e-1_1"))).changed == 2
