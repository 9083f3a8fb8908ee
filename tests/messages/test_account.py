import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.messages.account import GLANCE, account_of

KEY = b"key"


@pytest.mark.parametrize("name", ["user_id", "userId"])
def test_a_record_belongs_to_its_user(name: str) -> None:
    value = orjson.dumps({"type": "sync_calendar", "command_id": "c-1", name: "ana@example.com"})

    assert account_of(KEY, value) == b"ana@example.com"
    assert account_of(KEY, value.replace(b'":', b'" : ')) == b"ana@example.com"


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"rubbish",
        b'{"user_id": 7}',
        b'{"user_id": ""}',
        b'{"user_id"',
        b'{"user_id": "cut',
        b'{"user_id": "' + b"x" * 257 + b'"}',
        b'{"text": "she said \\"user_id\\": \\"eve\\""}',
        b" " * GLANCE + b'{"user_id": "late"}',
    ],
)
def test_what_names_nobody_belongs_to_its_key(value: bytes | None) -> None:
    assert account_of(KEY, value) == KEY
    assert account_of(None, value) is None


@given(st.none() | st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_are_too_bad(key: bytes | None, before: bytes, after: bytes) -> None:
    for value in (before, before + b'"user_id":' + after, before + b'"user_id":"' + after):
        account = account_of(key, value)
        assert account == key or (account is not None and account in value)
