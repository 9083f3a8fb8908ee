from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.malformed import good, good_cancel
from worker.messages.aliases import OF_A_COMMAND
from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.defaults import Defaults
from worker.messages.envelope import Parsed, open_envelope


def parsed(body: Mapping[str, Any]) -> Parsed:
    return open_envelope(orjson.dumps(body)).command(Defaults())


def test_the_hash_does_not_mind_aliases_order_and_deadline() -> None:
    action = {"title": "x", "due": "2026-04-01T10:00:00Z", "follow_up_type": "t"}
    alias = {"type": "t", "dueDate": action["due"], "title": "x"}
    plain = good(conversation_id="c", duration_minutes=30, follow_up_actions=[action])
    other = good(followUpActions=[alias], duration=30, conversationId="c", deadline="2026-01-01T00:00:00Z")

    assert parsed(plain).body_hash == parsed(dict(reversed(other.items()))).body_hash


@pytest.mark.parametrize("change", [{"title": "Other"}, {"dry_run": True}, {"participants": []}], ids=str)
def test_the_hash_minds_everything_else(change: dict[str, Any]) -> None:
    assert parsed(good()).body_hash != parsed(good(**change)).body_hash


ALIAS_OF = {name: alias for alias, name in OF_A_COMMAND.items()}


@given(
    st.permutations(list(good_cancel(conversation_id="c", agent_type="a", reason="r").items())),
    st.sets(st.sampled_from(sorted(ALIAS_OF))),
    st.none() | st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1)),  # noqa: DTZ001 (Z is written behind it)
)
def test_the_hash_is_of_what_is_meant(
    items: list[tuple[str, Any]], renamed: set[str], deadline: datetime | None
) -> None:
    body = {ALIAS_OF[name] if name in renamed else name: value for name, value in items}
    if deadline is not None:
        body["deadline"] = deadline.isoformat() + "Z"

    plain = parsed(good_cancel(conversation_id="c", agent_type="a", reason="r"))
    assert parsed(body).body_hash == plain.body_hash
    assert isinstance(parsed(body).command, CancelMeeting)
