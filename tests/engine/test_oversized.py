"""Results and dead letters that a topic finds too large: the lane goes on, and nobody is forgotten."""

from dataclasses import replace
from typing import Any

import pytest

from tests.engine.records import record
from tests.engine.world import SECOND, TOPICS, World, command, decoded, headers_of
from worker.errors import OutcomeUncertain
from worker.ports.commands import ReplyTo

LARGEST = 4000
KEY = b"k" * 3900
"""With it no result and no dead letter fits."""
BY_ID = ("ana@example.com", "c-1")


def small_topics() -> World:
    world = World()
    world.publisher.largest = LARGEST
    return world


async def test_a_result_that_is_too_large_with_what_it_echoes_goes_without() -> None:
    world = small_topics()

    await world.receive(command(headers=[("correlation-id", b"x" * LARGEST)]))

    (sent,) = world.results
    assert world.result()["status"] == "succeeded"
    assert "correlation-id" not in headers_of(sent)
    assert world.dead_letters == []


@pytest.mark.parametrize(
    "fields", [{}, {"dry_run": True}, {"surprise": 1}], ids=["run", "rehearsed", "turned away"]
)
async def test_a_record_whose_result_no_topic_takes_is_buried_and_the_next_one_answered(
    fields: dict[str, Any],
) -> None:
    world = small_topics()

    await world.receive(command(1, key=KEY, **fields))
    await world.receive(command(2, command_id="c-2"))

    (letter,) = world.dead_letters
    headers = headers_of(letter)
    assert headers["x-dlq-reason"] == b"result_too_large"
    assert (headers["x-dlq-original-topic"], headers["x-dlq-original-offset"]) == (
        TOPICS.commands[0].encode(),
        b"1",
    )
    assert world.result()["command_id"] == "c-2"


async def test_what_was_done_stays_done_though_its_result_cannot_be_sent() -> None:
    world = small_topics()

    await world.receive(command(1, key=KEY))
    await world.receive(command(2))

    assert len(world.handle.runs) == 1
    assert world.result()["status"] == "succeeded"


async def test_a_lost_result_is_buried_once_however_long_the_broker_is_away() -> None:
    world = small_topics()
    world.publisher.outages = 7

    await world.receive(command(key=KEY))

    assert len(world.handle.runs) == 1
    assert len(world.dead_letters) == 1


async def test_a_defect_whose_result_no_topic_takes_has_one_dead_letter() -> None:
    world = small_topics()
    world.handle.script = [KeyError("bug")]

    await world.receive(command(key=KEY))

    (letter,) = world.dead_letters
    assert headers_of(letter)["x-dlq-reason"] == b"internal"


@pytest.mark.parametrize(
    "large",
    [
        {"key": KEY},
        {"headers": (("x-agent", KEY),)},
        {"headers": (("x-dlq-replay-count", KEY),)},
    ],
    ids=["key", "header", "count of replays"],
)
async def test_a_dead_letter_that_is_too_large_without_its_value_says_where_the_record_lies(
    large: dict[str, Any],
) -> None:
    world = small_topics()

    await world.receive(replace(record(7, value=b"rubbish"), **large))

    (letter,) = world.dead_letters
    headers = headers_of(letter)
    assert (headers["x-dlq-reason"], headers["x-dlq-original-offset"]) == (b"not_json", b"7")
    assert letter.value in {b"rubbish", None}
    assert letter.value or b"length=7" in headers["x-dlq-truncated"]


async def test_a_result_that_was_withheld_reaches_whom_it_can() -> None:
    world = small_topics()
    world.handle.script = [OutcomeUncertain("lost", retry_after=61 * SECOND)]
    await world.receive(command(1, key=KEY))
    await world.receive(command(2, key=b"bob"))
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    assert [(sent.key, decoded(sent)["status"]) for sent in world.results] == [(b"bob", "succeeded")]
    assert world.commands.rows[BY_ID].waiting == []


async def test_every_reply_that_waits_says_which_record_it_is_for() -> None:
    world = World()
    world.handle.script = [OutcomeUncertain("lost", retry_after=61 * SECOND)]

    for offset in (1, 2, 2):
        await world.receive(command(offset))

    place = (TOPICS.commands[0], 0)
    assert world.commands.rows[BY_ID].waiting == [
        ReplyTo(b"ana", source=(*place, 1)),
        ReplyTo(b"ana", source=(*place, 2)),
    ]
