"""How the present state of a calendar is told again; every store must pass it."""

from datetime import date
from typing import Any

import pytest

from tests.store.asked import claimed, span
from tests.store.reading import DAILY, EXTERNAL, LONG_AGO, Reading, foreign, version
from worker.ports.synchronisation import Outcome, Republish


class RepublishContract:
    async def test_the_present_state_is_told_after_the_changes_and_ends_with_a_mark(
        self, reading: Reading
    ) -> None:
        await reading.read(version(1), version(1, "gone"), foreign(1, "theirs"))
        await reading.told()

        outcome = await reading.read(version(2), foreign(1, "theirs"), everything=True, republish=Republish())

        told = await reading.told()
        brief = [one.brief for one in told]
        assert set(brief[:2]) == {("e-1", "updated", EXTERNAL), ("gone", "cancelled", EXTERNAL)}
        assert brief[2:] == [("e-1", "snapshot", EXTERNAL), ("", "completed", "")]
        assert [one.body["sequence"] for one in told] == [3, 4, 5, 6]
        assert told[2].body["after"]["title"] == "Version 2"
        assert outcome == Outcome(read=2, changed=2, published=3)

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"when": span(9, 10)}, True),
            ({"when": span(8, 9)}, False),
            ({"when": span(11, 12)}, False),
            ({"when": span(9, 9.5), **DAILY}, True),
            ({"when": LONG_AGO, **DAILY}, True),
            ({"when": LONG_AGO, "recurrence": ("RRULE:FREQ=DAILY;COUNT=9",)}, False),
            ({"when": span(12, 13), **DAILY}, False),
            ({"when": None, "all_day": (date(2099, 3, 2), date(2099, 3, 3))}, True),
            ({"when": None, "all_day": (date(2099, 3, 4), date(2099, 3, 5))}, False),
        ],
    )
    async def test_only_what_lies_in_the_range_is_told_again(
        self, reading: Reading, fields: dict[str, Any], told: bool
    ) -> None:
        one = version(1, **fields)
        await reading.finish(await claimed(reading.commands), one)
        await reading.told()

        await reading.read(one, everything=True, republish=Republish(span(9, 11)))

        assert [kind for _, kind, _ in await reading.brief()] == ["snapshot"] * told + ["completed"]

    async def test_an_empty_calendar_has_a_mark_only(self, reading: Reading) -> None:
        assert await reading.read(everything=True, republish=Republish()) == Outcome(0, 0, 0)
        assert [(kind, event) for event, kind, _ in await reading.brief()] == [("completed", "")]
