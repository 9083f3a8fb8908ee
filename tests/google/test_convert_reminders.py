"""Reminders as Google gives them to whoever reads: those of the event, or the calendar's own."""

from dataclasses import replace
from typing import Any

import pytest

from tests.google.test_convert import CALENDAR, event
from worker.domain.calendar_event import EventPatch, Reminder, ReminderMethod
from worker.domain.changes import compare
from worker.google.convert import event_from_google, patch_to_google

POPUP = {"method": "popup", "minutes": 10}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({}, None),
        ({"reminders": {"useDefault": True}}, None),
        ({"reminders": {"useDefault": False}}, ()),
        ({"reminders": {"useDefault": False, "overrides": [POPUP]}}, (Reminder(ReminderMethod.POPUP, 10),)),
        ({"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 10}]}}, ()),
        ({"reminders": {"useDefault": False, "overrides": [{"method": "email", "minutes": 40321}]}}, ()),
        ({"reminders": {"useDefault": False, "overrides": [{"method": "email"}]}}, ()),
    ],
)
def test_reminders_are_those_of_the_event_alone(given: dict[str, Any], read: object) -> None:
    assert event_from_google(CALENDAR, event(**given)).reminders == read


def test_other_reminders_are_nobodys_news() -> None:
    before = event_from_google(CALENDAR, event())
    after = replace(before, reminders=(Reminder(ReminderMethod.EMAIL, 5),))

    assert compare(before, after) is None
    assert before == after


def test_reminders_are_written_instead_of_the_calendars_own() -> None:
    sent = patch_to_google(EventPatch(reminders=(Reminder(ReminderMethod.POPUP, 10),)))

    assert sent == {"reminders": {"useDefault": False, "overrides": [POPUP]}}
    assert patch_to_google(EventPatch(reminders=())) == {"reminders": {"useDefault": False, "overrides": []}}
