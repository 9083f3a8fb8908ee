"""Which commands count as the same, and which count at all."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.support.agent import Agent, Json, value_of
from tests.wire.meetings import HOUR, confirmed, meeting, new_person, question
from worker.engine.record import Record

pytestmark = pytest.mark.real

PAST, FUTURE = "2026-01-01T00:00:00Z", "2029-01-01T00:00:00Z"
LATER = {"start": "2030-01-07T14:00:00+02:00", "end": "2030-01-07T15:00:00+02:00"}


def code_of(record: Record) -> tuple[str, str | None]:
    value = value_of(record)
    return value["status"], value["error"]["code"] if value["error"] else None


async def asked(agent: Agent, body: Json, count: int) -> Record:
    """Send a command, and return the latest result of its id."""
    await agent.send(body)
    return (await agent.results(body["command_id"], count))[-1]


async def test_a_command_on_another_topic_is_told_so_and_its_id_stays_free(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    for topic in (agent.stage.topics.of_group("update"), agent.stage.topics.of_group("sync")):
        await agent.send_raw(topic, orjson.dumps(body), user.encode())
    wrong = await agent.results(body["command_id"], 2)

    assert {code_of(record) for record in wrong} == {("rejected", "wrong_topic")}
    assert code_of(await asked(agent, body, 3)) == ("succeeded", None)


async def test_a_passed_deadline_is_expired_and_uses_the_id_up(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user, deadline=PAST)
    first = await asked(agent, body, 1)
    second = await asked(agent, {**body, "deadline": FUTURE}, 2)

    assert code_of(first) == ("rejected", "expired")
    assert second.value == first.value
    assert not await confirmed(agent.stage, user)


async def test_a_record_older_than_the_memory_is_expired_and_its_id_stays_free(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    await send_old(agent, body, age=timedelta(days=31))
    (first,) = await agent.results(body["command_id"])

    assert code_of(first) == ("rejected", "expired")
    assert not await confirmed(agent.stage, user)
    assert code_of(await asked(agent, body, 2)) == ("succeeded", None)


async def send_old(agent: Agent, body: Json, age: timedelta) -> None:
    """Send a command with the Kafka timestamp of long ago, as a replayed topic has them."""
    then = datetime.now(UTC) - age  # noqa: TID251  (the broker and the worker go by the real time)
    await agent.publisher.producer.send_and_wait(
        agent.stage.topics.of_group("schedule"),
        orjson.dumps(body),
        key=body["user_id"].encode(),
        timestamp_ms=round(then.timestamp() * 1000),
    )


async def test_an_id_with_another_body_is_refused_and_changes_nothing(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    first = await asked(agent, body, 1)
    reused = await asked(agent, {**body, "slot": LATER}, 2)
    again = await asked(agent, body, 3)

    assert code_of(reused) == ("rejected", "command_id_reused")
    assert again.value == first.value
    assert len(await confirmed(agent.stage, user)) == 1


async def test_the_same_body_in_other_words_is_the_same_command(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user, meeting_type="sales_meeting", conversation_id="c-1", slot=None)
    renamed = {"user_id": "userId", "meeting_type": "meetingType", "conversation_id": "conversationId"}
    first = await asked(agent, body, 1)
    spelt = {renamed.get(name, name): value for name, value in reversed(body.items())}
    await agent.send(spelt, key=user)
    second = (await agent.results(body["command_id"], 2))[-1]

    assert code_of(first) == ("succeeded", None)
    assert second.value == first.value


async def test_a_dry_run_leaves_no_id_and_no_event_behind(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    rehearsed = await asked(agent, {**body, "dry_run": True}, 1)
    assert not await confirmed(agent.stage, user)
    done = await asked(agent, body, 2)

    assert code_of(rehearsed) == code_of(done) == ("succeeded", None)
    assert len(await confirmed(agent.stage, user)) == 1


async def test_a_dry_run_does_not_look_at_a_used_id(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    await asked(agent, body, 1)
    rehearsed = await asked(agent, {**body, "slot": LATER, "dry_run": True}, 2)

    assert code_of(rehearsed) == ("succeeded", None)
    assert len(await confirmed(agent.stage, user)) == 1


async def test_one_id_of_two_users_is_two_commands(agent: Agent) -> None:
    users = [await new_person(agent.stage), await new_person(agent.stage)]
    body = meeting(users[0])
    for user in users:
        await agent.send({**body, "user_id": user})
    results = await agent.results(body["command_id"], 2)

    assert {value_of(record)["user_id"] for record in results} == set(users)
    assert {code_of(record) for record in results} == {("succeeded", None)}
    assert len({dict(record.headers)["ce_id"] for record in results}) == 2
    assert [len(await confirmed(agent.stage, user)) for user in users] == [1, 1]


async def test_an_id_of_128_characters_of_four_bytes_is_as_good_as_any(agent: Agent) -> None:
    body = question(await new_person(agent.stage), command_id="😀" * 128)

    assert code_of(await asked(agent, body, 1)) == ("succeeded", None)


async def test_a_naive_hour_is_answered_with_the_hour_that_was_meant(agent: Agent) -> None:
    """What the answer offers as a choice can be sent as it is."""
    user = await new_person(agent.stage)
    naive = {name: time.removesuffix("+02:00") for name, time in HOUR.items()}
    refused = value_of(await asked(agent, meeting(user, slot=naive), 1))
    offered = {
        field["path"].removeprefix("slot."): field["choices"][0] for field in refused["error"]["fields"]
    }

    assert offered == HOUR
    assert code_of(await asked(agent, meeting(user, slot=offered), 1)) == ("succeeded", None)
