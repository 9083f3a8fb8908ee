"""Records that leave no room for their own result: the worker lives, and says that it could not tell.

A worker that such a record stopped would read it again at its next start, and stop again.
"""

from uuid import uuid4

import orjson
import pytest

from tests.support.agent import Agent, Json, value_of
from tests.wire.malformed_records import LARGEST_IN_KAFKA
from tests.wire.meetings import new_person, question

pytestmark = [pytest.mark.real, pytest.mark.apache_kafka]  # Tansu takes records of any size

BESIDE_THE_KEY = 40
"""Bytes that a record's frame may take more than without a key."""


def only_just(body: Json) -> tuple[bytes, bytes]:
    """Return a key and the value with it that Kafka still takes: every result is longer than that."""
    value = orjson.dumps(body)
    return b"k" * (LARGEST_IN_KAFKA - len(value) - BESIDE_THE_KEY), value


@pytest.mark.parametrize("changes", [{}, {"colour": 1}], ids=["a good command", "a bad one"])
async def test_a_key_that_leaves_no_room_for_a_result_stops_nothing(agent: Agent, changes: Json) -> None:
    user = await new_person(agent.stage)
    topic = agent.stage.topics.of_group("schedule")
    key, value = only_just(question(user) | changes)
    await agent.send_raw(topic, value, key, (), 0)
    after = question(user)
    await agent.send_raw(topic, orjson.dumps(after), None, (), 0)

    (answer,) = await agent.results(after["command_id"])
    (letter,) = await agent.arrived(
        lambda record: record.topic == agent.stage.topics.dead_letters and record.key == key, 1, 30
    )
    assert value_of(answer)["status"] == "succeeded"
    assert dict(letter.headers)["x-dlq-reason"] == b"result_too_large"
    assert letter.value == value


async def test_a_trace_that_is_none_is_in_no_change(agent: Agent) -> None:
    """A change waits in the outbox: one too large would stop every replica, again and again."""
    user = await new_person(agent.stage)
    body = {
        "type": "schedule_meeting",
        "command_id": uuid4().hex,
        "user_id": user,
        "title": "Demo",
        "participants": [{"email": user}],
    }
    trace = (("traceparent", b"x" * 1_040_000),)
    topic = agent.stage.topics.of_group("schedule")
    await agent.send_raw(topic, orjson.dumps(body), user.encode(), trace)

    (change,) = await agent.arrived(
        lambda record: record.topic == agent.stage.topics.changes and value_of(record).get("user_id") == user,
        1,
        30,
    )
    assert "traceparent" not in dict(change.headers)
