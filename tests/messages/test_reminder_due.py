from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from tests.messages.samples.events import ACCOUNT, EVENT, MOVED, NOW, TOMBSTONE
from tests.messages.samples.people import MARIA
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.messages.changes.reminder_due import encode_reminder_due
from worker.messages.cloud_events import ce_id
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

POPUP = Reminder(ReminderMethod.POPUP, 10)


@pytest.fixture
def encode(texts: Texts) -> Any:
    def encoded(event: CalendarEvent = EVENT, reminder: Reminder = POPUP) -> StoredAnswer:
        return encode_reminder_due(
            account=ACCOUNT, event=event, reminder=reminder, as_of=NOW, locale="ro", texts=texts
        )

    return encoded


def id_of(answer: StoredAnswer) -> str:
    return dict(answer.headers)["ce_id"].decode()


def test_a_reminder_tells_its_event_and_its_moment(encode: Any) -> None:
    answer = encode()
    headers, body = dict(answer.headers), orjson.loads(answer.value)

    assert headers["ce_type"] == b"vai.calendar.reminder.due"
    assert id_of(answer) == str(ce_id("maria", EVENT.id, "popup", 10, "2026-03-30T07:00:00Z"))
    assert headers["ce_subject"] == EVENT.id.encode()
    assert (body["calendar_id"], body["event_id"], body["conversation_id"]) == (MARIA, EVENT.id, "conv-42")
    assert (body["method"], body["minutes"]) == ("popup", 10)
    assert body["event"]["start"]["text"] == "luni, 30 martie 2026, 10:00"
    assert "sequence" not in body


def test_each_reminder_of_each_time_is_a_record_of_its_own(encode: Any) -> None:
    ids = {
        id_of(encode()),
        id_of(encode(reminder=replace(POPUP, minutes=30))),
        id_of(encode(reminder=replace(POPUP, method=ReminderMethod.EMAIL))),
        id_of(encode(event=MOVED)),
        id_of(encode(event=replace(EVENT, id="other"))),
    }

    assert len(ids) == 5
    assert id_of(encode(event=replace(EVENT, title="Another"))) in ids


def test_an_all_day_event_is_reminded_of_before_its_midnight(encode: Any) -> None:
    holiday = replace(EVENT, when=None, all_day=(date(2026, 3, 30), date(2026, 3, 31)))

    assert id_of(encode(event=holiday)) == str(ce_id("maria", EVENT.id, "popup", 10, "2026-03-29T21:00:00Z"))


def test_what_has_no_start_is_not_due(encode: Any) -> None:
    with pytest.raises(ValueError, match="without a start"):
        encode(event=TOMBSTONE)
