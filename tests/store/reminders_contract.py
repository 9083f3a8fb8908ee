"""When reminders are told, and when not; every store must pass it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.store.reading import bare, tombstone
from tests.store.reminding import HOUR, MINUTE, Reminding
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.messages.cloud_events import ce_id

NOTHING: list[object] = []


class MomentsContract:
    async def test_each_is_told_at_its_moment_and_once(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 30, 10))

        assert await reminding.told(after=29) == NOTHING
        assert await reminding.told(after=2) == [("e-1", 30)]
        assert await reminding.told(after=20) == [("e-1", 10)]
        assert await reminding.told(after=60) == NOTHING

    async def test_it_says_what_and_when_under_a_lasting_id(self, reminding: Reminding) -> None:
        seen = reminding.meeting(1, reminders=(Reminder(ReminderMethod.EMAIL, 15),))
        await reminding.reading.read(seen)
        await reminding.let_pass(46 * MINUTE)

        told = await reminding.reminders.tell_due(100)

        assert [MINUTE <= late < 2 * MINUTE for late in told.late] == [True]
        *_, due = await reminding.taken()
        assert (due.body["method"], due.body["minutes"], due.body["calendar_id"]) == (
            "email",
            15,
            "ana@example.com",
        )
        assert due.body["event"]["title"] == "Version 1"
        start = due.body["event"]["start"]
        assert start["text"].isascii(), "in the language of who reads the calendar: en"
        lasting = str(ce_id("user-1", "e-1", "email", 15, start["utc"]))
        assert dict(due.headers)["ce_id"].decode() == lasting

    async def test_those_of_a_command_are_told_in_the_order_of_its_calendar(
        self, reminding: Reminding
    ) -> None:
        claim = await reminding.reading.writing()
        await reminding.reading.finish(claim, reminding.meeting(1, 10))
        await reminding.let_pass(51 * MINUTE)
        await reminding.reminders.tell_due(100)
        await reminding.reading.read(tombstone(2, updated=reminding.began))

        assert [one.kind for one in await reminding.taken()] == ["created", "due", "cancelled"]

    async def test_what_is_much_is_told_bit_by_bit_and_the_oldest_first(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 30, 20, 10))
        await reminding.let_pass(55 * MINUTE)

        taken = [(await reminding.reminders.tell_due(2)).taken for _ in range(3)]

        assert taken == [2, 1, 0]
        assert [one.body["minutes"] for one in await reminding.taken() if one.kind == "due"] == [30, 20, 10]

    @pytest.mark.parametrize(
        "fields",
        [
            {"private": ()},
            {"when": None, "all_day": (date(2100, 1, 1), date(2100, 1, 2))},
            {"recurring_event_id": "series"},
            {"reminders": None},
            {"reminders": ()},
        ],
        ids=["not ours", "all day", "an instance", "the calendar's own", "none"],
    )
    async def test_there_are_events_that_remind_of_nothing(
        self, reminding: Reminding, fields: dict[str, Any]
    ) -> None:
        await reminding.reading.read(reminding.meeting(1, 10, **fields))

        assert await reminding.told(after=51) == NOTHING


class ChangedEventsContract:
    async def test_a_moved_event_is_told_at_its_new_time_alone(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        await reminding.reading.read(reminding.meeting(2, 10, starts=120))

        assert await reminding.told(after=59) == NOTHING
        assert await reminding.told(after=52) == [("e-1", 10)]

    async def test_one_that_was_told_and_is_moved_is_told_anew(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        assert await reminding.told(after=51) == [("e-1", 10)]
        await reminding.reading.read(reminding.meeting(2, 10, starts=120))

        assert await reminding.told(after=120) == [("e-1", 10)]

    @pytest.mark.parametrize(
        "gone", [(tombstone(99),), (bare(),), ()], ids=["cancelled", "deleted", "vanished"]
    )
    async def test_what_is_gone_is_not_told(
        self, reminding: Reminding, gone: tuple[CalendarEvent, ...]
    ) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        dated = [replace(one, updated=one.updated and reminding.began) for one in gone]
        await reminding.reading.read(*dated, everything=True)

        assert await reminding.told(after=51) == NOTHING

    async def test_what_was_told_is_not_told_again_when_it_is_seen_again(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        assert await reminding.told(after=51) == [("e-1", 10)]
        await reminding.reading.read(reminding.meeting(2, 10, title="Answered, or renamed"))
        await reminding.reading.read(reminding.meeting(2, 10, title="Answered, or renamed"), everything=True)

        assert await reminding.told(after=60) == NOTHING

    async def test_what_was_told_is_not_told_again_when_another_reminder_comes(
        self, reminding: Reminding
    ) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        assert await reminding.told(after=51) == [("e-1", 10)]
        await reminding.reading.read(reminding.meeting(2, 10, 5))

        assert await reminding.told(after=60) == [("e-1", 5)]

    async def test_what_waits_goes_on_waiting_when_it_is_seen_again(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        await reminding.reading.read(reminding.meeting(2, 10, title="Renamed"))

        assert await reminding.told(after=51) == [("e-1", 10)]

    async def test_reminders_that_were_changed_by_hand_count(self, reminding: Reminding) -> None:
        """Google does not date such a change."""
        await reminding.reading.read(reminding.meeting(1, 10))
        await reminding.reading.read(replace(reminding.meeting(1, 20, 90), etag='"other"'))

        assert await reminding.told(after=41) == [("e-1", 20)]
        assert await reminding.told(after=15) == NOTHING

    async def test_an_event_that_came_back_reminds_again(self, reminding: Reminding) -> None:
        await reminding.reading.read(reminding.meeting(1, 10))
        await reminding.reading.read(bare())
        await reminding.reading.read(reminding.meeting(3, 10))

        assert await reminding.told(after=51) == [("e-1", 10)]


class LateContract:
    async def test_what_came_due_between_its_writing_and_its_reading_is_told_late(
        self, reminding: Reminding
    ) -> None:
        await reminding.reading.read(reminding.meeting(1, 20, starts=0))

        assert await reminding.told() == [("e-1", 20)]

    async def test_what_was_past_when_it_was_written_is_not(self, reminding: Reminding) -> None:
        await reminding.reading.read(
            reminding.meeting(1, 20, starts=0, updated=reminding.began - 19 * MINUTE)
        )

        assert await reminding.told() == NOTHING

    async def test_what_nobody_saw_for_long_is_not(self, reminding: Reminding) -> None:
        written = reminding.began - 24 * HOUR
        await reminding.reading.read(reminding.meeting(1, 61, starts=0, updated=written))

        assert await reminding.told() == NOTHING

    async def test_a_version_whose_reminders_nobody_had_read_brings_those_that_lie_ahead(
        self, reminding: Reminding
    ) -> None:
        """As every event that an earlier release took in."""
        seen = reminding.meeting(1, 70, 10)
        await reminding.reading.read(replace(seen, reminders=None))
        await reminding.reading.read(seen)

        assert await reminding.told(after=51) == [("e-1", 10)]
