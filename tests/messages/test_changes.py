from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from tests.messages.samples.events import ACCOUNT, EVENT, NOW
from tests.messages.samples.people import MARIA
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.changes import PUBLISHED, Change, ChangeKind, Origin, compare
from worker.messages.changes.command_delayed import encode_command_delayed
from worker.messages.changes.event import ChangedEvent, encode_event_change
from worker.messages.changes.key import change_key
from worker.messages.changes.snapshot import encode_event_snapshot, encode_snapshot_completed
from worker.messages.cloud_events import ce_id
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

GONE = CalendarEvent(EVENT.id, MARIA, '"2"', EventStatus.CANCELLED)


@pytest.fixture
def encode(texts: Texts) -> Any:
    def encoded(before: CalendarEvent | None, after: CalendarEvent, origin: Origin) -> StoredAnswer:
        change = compare(before, after)
        assert change is not None
        return encode_event_change(
            account=ACCOUNT,
            before=before,
            after=after,
            change=change,
            origin=origin,
            command_id="c-1",
            sequence=7,
            as_of=NOW,
            locale="ro",
            texts=texts,
        )

    return encoded


def test_what_is_published_is_what_is_compared() -> None:
    assert set(ChangedEvent.model_fields) == {"id", "calendar_id", *PUBLISHED}


def test_a_created_event_has_no_before(encode: Any) -> None:
    answer = encode(None, EVENT, Origin.SELF)
    body = orjson.loads(answer.value)

    assert dict(answer.headers)["ce_type"] == b"vai.calendar.event.created"
    assert dict(answer.headers)["ce_id"].decode() == str(ce_id("maria", MARIA, 7))
    assert dict(answer.headers)["ce_subject"] == EVENT.id.encode()
    assert body["before"] is None
    assert body["after"]["title"] == "Demo VAI"
    assert (body["origin"], body["command_id"], body["sequence"]) == ("self", "c-1", 7)
    assert (body["conversation_id"], body["meeting_type"]) == ("conv-42", "sales_meeting")
    assert set(body["changed"]) <= body["after"].keys()


def test_a_bare_tombstone_still_says_what_is_gone(encode: Any) -> None:
    answer = encode(EVENT, GONE, Origin.EXTERNAL)
    body = orjson.loads(answer.value)

    assert dict(answer.headers)["ce_type"] == b"vai.calendar.event.cancelled"
    assert body["after"] is None
    assert body["before"]["title"] == "Demo VAI"
    assert body["conversation_id"] == "conv-42"
    assert body["changed"] == ["status"]


def test_a_change_by_somebody_else_names_no_command_of_ours(encode: Any) -> None:
    body = orjson.loads(encode(EVENT, replace(EVENT, title="x"), Origin.EXTERNAL).value)

    assert (body["origin"], body["command_id"]) == ("external", None)


def test_an_event_that_comes_back_was_not_there_before(encode: Any) -> None:
    body = orjson.loads(encode(replace(EVENT, status=EventStatus.CANCELLED), EVENT, Origin.EXTERNAL).value)

    assert body["before"] is None


def test_an_all_day_event_starts_at_its_midnight_and_shows_no_time(encode: Any) -> None:
    holiday = replace(EVENT, when=None, all_day=(date(2026, 3, 30), date(2026, 3, 31)))
    after = orjson.loads(encode(None, holiday, Origin.EXTERNAL).value)["after"]

    assert after["all_day"] is True
    assert after["start"] == {
        "utc": "2026-03-29T21:00:00Z",
        "local": "2026-03-30T00:00:00+03:00",
        "time_zone": "Europe/Bucharest",
        "text": "luni, 30 martie 2026",
    }


def test_one_calendar_has_one_key() -> None:
    assert change_key("maria", MARIA) == b"maria/maria@example.com"
    assert change_key("ștefan") == "ștefan".encode()


def test_a_withheld_result_is_told_once() -> None:
    answer = encode_command_delayed(
        user_id="maria", command_id="c-1", conversation_id=None, reason="not known yet", as_of=NOW
    )
    headers = dict(answer.headers)

    assert headers["ce_id"].decode() == str(ce_id("maria", "c-1", "vai.calendar.command.delayed"))
    assert headers["ce_type"] == b"vai.calendar.command.delayed"
    assert orjson.loads(answer.value) == {
        "user_id": "maria",
        "command_id": "c-1",
        "conversation_id": None,
        "reason": "not known yet",
        "as_of": "2026-03-27T08:00:00.000Z",
    }


def test_every_kind_of_change_has_its_type(encode: Any, texts: Texts) -> None:
    for kind in ChangeKind:
        answer = encode_event_change(
            account=ACCOUNT,
            before=None,
            after=EVENT,
            change=Change(kind, ()),
            origin=Origin.EXTERNAL,
            command_id=None,
            sequence=1,
            as_of=NOW,
            locale="en",
            texts=texts,
        )
        assert dict(answer.headers)["ce_type"].decode() == f"vai.calendar.event.{kind.value}"


def test_a_snapshot_tells_what_is_there_and_that_nothing_happened(texts: Texts) -> None:
    answer = encode_event_snapshot(
        account=ACCOUNT, event=EVENT, sequence=8, as_of=NOW, locale="ro", texts=texts
    )
    headers, body = dict(answer.headers), orjson.loads(answer.value)

    assert headers["ce_type"] == b"vai.calendar.event.snapshot"
    assert headers["ce_id"].decode() == str(ce_id("maria", MARIA, 8))
    assert headers["ce_subject"] == EVENT.id.encode()
    assert (body["before"], body["changed"]) == (None, [])
    assert (body["origin"], body["command_id"]) == ("external", None)
    assert (body["conversation_id"], body["meeting_type"]) == ("conv-42", "sales_meeting")


def test_a_snapshot_shows_an_event_as_a_change_does(encode: Any, texts: Texts) -> None:
    snapshot = encode_event_snapshot(
        account=ACCOUNT, event=EVENT, sequence=8, as_of=NOW, locale="ro", texts=texts
    )
    created = encode(None, EVENT, Origin.SELF)

    assert orjson.loads(snapshot.value)["after"] == orjson.loads(created.value)["after"]


def test_the_end_mark_takes_its_place_in_the_sequence() -> None:
    answer = encode_snapshot_completed(user_id="maria", calendar_id=MARIA, sequence=9, as_of=NOW)
    headers = dict(answer.headers)

    assert headers["ce_type"] == b"vai.calendar.snapshot.completed"
    assert headers["ce_id"].decode() == str(ce_id("maria", MARIA, 9))
    assert headers["ce_subject"] == MARIA.encode()
    assert orjson.loads(answer.value) == {
        "user_id": "maria",
        "calendar_id": MARIA,
        "sequence": 9,
        "as_of": "2026-03-27T08:00:00.000Z",
    }
