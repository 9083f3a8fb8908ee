"""A cursor is read by who asks the same question, and by nobody else."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.messages.cursor import CHECK, Cursor, NotThisCursor, read_cursor

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUESTION: list[object] = ["ana", "primary", 7, True, None, "demo"]
CURSOR = Cursor(NINE, (NINE + timedelta(hours=1), "event-1"))

instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
ids = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=1024)


@given(instants, instants, ids)
def test_it_comes_back_as_it_was(since: datetime, start: datetime, event_id: str) -> None:
    cursor = Cursor(since, (start, event_id))
    text = cursor.for_question(QUESTION)

    assert read_cursor(text, QUESTION) == cursor
    assert len(text) <= 4096
    assert text.isascii()


@given(st.integers(0, 10_000), st.characters(min_codepoint=0x21, max_codepoint=0x7E))
def test_whatever_is_changed_in_it_is_noticed(position: int, letter: str) -> None:
    text = CURSOR.for_question(QUESTION)
    position %= len(text)
    garbled = text[:position] + letter + text[position + 1 :]

    try:
        read = read_cursor(garbled, QUESTION)
    except NotThisCursor:
        return
    assert read == CURSOR, "only what means the same is read"


@given(st.text(max_size=100))
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(NotThisCursor):
        read_cursor(text, QUESTION)


@pytest.mark.parametrize("at", range(len(QUESTION)))
def test_it_belongs_to_its_question(at: int) -> None:
    another = [*QUESTION]
    another[at] = "another"

    with pytest.raises(NotThisCursor):
        read_cursor(CURSOR.for_question(QUESTION), another)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b'[2,"2026-03-02T09:00:00Z","2026-03-02T09:00:00Z","x"]',
        b'[1,"tomorrow","2026-03-02T09:00:00Z","x"]',
        b'[1,"9999-12-31T23:59:59-23:59","2026-03-02T09:00:00Z","x"]',
        b'[1,"9999-12-31T00:00:00Z","2026-03-02T09:00:00Z","x"]',
        b'[1,"2026-03-02T09:00:00Z","0001-01-01T00:00:00+23:59","x"]',
    ],
)
def test_one_that_somebody_made_up_is_none(written: bytes) -> None:
    """Its check keeps no secret: whoever reads this can make one."""
    check = sha256(orjson.dumps(QUESTION) + written).digest()[:CHECK]

    with pytest.raises(NotThisCursor):
        read_cursor(urlsafe_b64encode(check + written).decode(), QUESTION)
