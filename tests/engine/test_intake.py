import struct
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.records import NOW, record
from tests.engine.world import TOPICS, World, command, headers_of
from worker.engine.record import Record

ASKED = [("reply-to", b"agents.results"), ("correlation-id", b"\x00\xff")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(None, b"not_json", id="no value"),
        pytest.param(b"\xff\x00", b"not_json", id="bytes that are no text"),
        pytest.param(b"[1]", b"not_an_object", id="a list"),
        pytest.param(b'{"type": "schedule_meeting"}', b"no_command_id", id="no command_id"),
        pytest.param(b'{"command_id": "' + b"x" * 300_000 + b'"}', b"too_large", id="too long"),
    ],
)
async def test_what_nobody_can_be_told_goes_to_the_dead_letters(value: bytes | None, reason: bytes) -> None:
    world = World()

    await world.receive(record(0, value=value))

    (letter,) = world.dead_letters
    assert letter.value == value
    assert headers_of(letter)["x-dlq-reason"] == reason
    assert world.results == []


@pytest.mark.parametrize(
    ("item", "code"),
    [
        pytest.param(command(type="fly_to_the_moon"), "invalid_command", id="unknown type"),
        pytest.param(command(type="cancel_meeting"), "wrong_topic", id="another topic, before its fields"),
        pytest.param(command(type="connect_account"), "wrong_topic", id="another topic, with secrets"),
        pytest.param(command(surprise=1), "invalid_command", id="unknown field"),
        pytest.param(
            command(surprise=1, headers=[("reply-to", b"secrets")]),
            "invalid_command",
            id="the schema before the reply topic",
        ),
        pytest.param(
            command(headers=[("reply-to", b"secrets")]), "reply_topic_not_allowed", id="reply topic"
        ),
    ],
)
async def test_a_record_that_is_turned_away_is_answered_without_being_run(item: Record, code: str) -> None:
    world = World()

    await world.receive(item)

    assert world.code() == code
    assert world.handle.runs == []
    assert world.commands.rows == {}


async def test_what_is_older_than_the_memory_of_ids_is_expired_and_not_remembered() -> None:
    world = World()
    old = command()

    await world.receive(record(0, value=old.value, timestamp=NOW - timedelta(days=30, seconds=1)))

    assert world.code() == "expired"
    assert world.commands.rows == {}


async def test_what_is_as_old_as_the_memory_is_still_run() -> None:
    world = World()

    await world.receive(record(0, value=command().value, timestamp=NOW - timedelta(days=30)))

    assert world.result()["status"] == "succeeded"


async def test_a_timestamp_from_the_end_of_time_is_no_defect() -> None:
    world = World()

    await world.receive(record(0, value=command().value, timestamp=datetime.max.replace(tzinfo=UTC)))

    assert world.result()["status"] == "succeeded"


async def test_the_result_goes_where_it_is_asked_for_and_echoes_the_correlation() -> None:
    world = World()

    await world.receive(command(headers=[*ASKED, ("kafka_replyPartition", struct.pack(">i", 3))]))

    (sent,) = world.publisher.sent
    assert (sent.topic, sent.partition, sent.key) == ("agents.results", 3, b"ana")
    assert headers_of(sent)["correlation-id"] == b"\x00\xff"


async def test_a_refusal_goes_where_it_is_asked_for_too() -> None:
    world = World()

    await world.receive(command(surprise=1, headers=ASKED))

    assert world.publisher.sent[0].topic == "agents.results"


async def test_a_reply_topic_that_is_not_allowed_gets_nothing() -> None:
    world = World()

    await world.receive(command(headers=[("reply-to", TOPICS.commands[0].encode())]))

    assert [sent.topic for sent in world.publisher.sent] == [TOPICS.results]


async def test_refusals_of_two_records_are_two_results_and_of_one_record_are_one() -> None:
    ids = []
    for offset in (1, 1, 2):
        world = World()
        await world.receive(command(offset, surprise=1))
        ids.append(headers_of(world.results[0])["ce_id"])

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "name", [b"secrets" * 50_000, b"agents." + b"x" * 400_000, b"agents.\xff", b"agents.a b"], ids=len
)
async def test_a_reply_topic_that_is_refused_is_not_repeated(name: bytes) -> None:
    world = World()

    await world.receive(command(headers=[("reply-to", name)]))

    assert world.code() == "reply_topic_not_allowed"
    assert world.result()["error"]["detail"] == (
        "the topic asked for is not on the worker's allow-list, VAI_KAFKA__REPLY_TOPICS"
    )
    assert len(world.results[0].value or b"") < 1000
