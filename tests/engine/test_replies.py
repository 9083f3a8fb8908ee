from collections.abc import Callable

from tests.engine.world import SECOND, TOPICS, World, command, headers_of
from worker.errors import BrokerUnavailable, RecordRejected
from worker.ports.publisher import Outgoing

TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ASKED = [("reply-to", b"agents.nowhere"), ("traceparent", TRACE)]


async def test_a_missing_reply_topic_falls_back_and_says_so() -> None:
    world = World()
    world.publisher.missing = {"agents.nowhere"}

    await world.receive(command(headers=ASKED))

    (sent,) = world.publisher.sent
    assert sent.topic == TOPICS.results
    assert sent.partition is None
    assert headers_of(sent)["x-reply-fallback"] == b"agents.nowhere"
    assert headers_of(sent)["traceparent"] == TRACE


async def test_a_missing_reply_topic_is_not_looked_for_again_for_half_a_minute() -> None:
    world = World()
    world.publisher.missing = {"agents.nowhere"}

    await world.receive(command(1, headers=ASKED))
    world.clock.instant += 29 * SECOND
    await world.receive(command(2, headers=ASKED))
    assert world.publisher.asked.count("agents.nowhere") == 1

    world.clock.instant += 2 * SECOND
    world.publisher.missing = set()
    await world.receive(command(3, headers=ASKED))
    assert world.publisher.sent[-1].topic == "agents.nowhere"


async def test_another_partition_of_the_same_topic_is_tried() -> None:
    world = World()
    world.publisher.missing = {"agents.nowhere"}

    await world.receive(command(1, headers=ASKED))
    await world.receive(command(2, headers=[*ASKED, ("kafka_replyPartition", b"\x00\x00\x00\x01")]))

    assert world.publisher.asked.count("agents.nowhere") == 2


async def test_a_reply_topic_that_takes_less_falls_back_for_that_result_only() -> None:
    world = World()
    world.publisher.largest = 10
    world.publisher.on_publish = lambda record: setattr(
        world.publisher, "largest", 10 if record.topic.startswith("agents") else None
    )

    await world.receive(command(1, headers=ASKED))
    await world.receive(command(2, headers=ASKED))

    assert len(world.results) == 2
    assert world.publisher.asked.count("agents.nowhere") == 2


async def test_a_missing_results_topic_is_waited_for() -> None:
    world = World()
    world.publisher.missing = {TOPICS.results}
    world.publisher.on_publish = lambda _: (
        world.publisher.missing.clear() if len(world.publisher.asked) > 10 else None
    )

    await world.receive(command())

    assert world.result()["status"] == "succeeded"


def failing(error: Exception) -> Callable[[Outgoing], None]:
    """Let the reply topic fail, while every other topic is well."""

    def fail(item: Outgoing) -> None:
        if item.topic == "agents.nowhere":
            raise error

    return fail


async def test_a_reply_topic_that_refuses_a_record_falls_back_for_that_result_only() -> None:
    world = World()
    world.publisher.on_publish = failing(RecordRejected("compacted, and no key"))

    await world.receive(command(1, headers=ASKED))
    world.publisher.on_publish = None
    await world.receive(command(2, headers=ASKED))

    first, second = world.publisher.sent
    assert headers_of(first)["x-reply-fallback"] == b"agents.nowhere"
    assert second.topic == "agents.nowhere"
    assert world.clock.slept == []


async def test_a_reply_topic_that_keeps_failing_falls_back_after_half_a_minute() -> None:
    world = World()
    world.publisher.on_publish = failing(BrokerUnavailable("below min.insync.replicas"))

    await world.receive(command(1, headers=ASKED))

    assert headers_of(world.publisher.sent[0])["x-reply-fallback"] == b"agents.nowhere"
    assert 30 * SECOND <= sum(world.clock.slept, 0 * SECOND) <= 45 * SECOND


async def test_a_reply_topic_that_kept_failing_is_left_alone_for_half_a_minute_and_then_tried_once() -> None:
    world = World()
    world.publisher.on_publish = failing(BrokerUnavailable("below min.insync.replicas"))
    await world.receive(command(1, headers=ASKED))
    tried, slept = world.publisher.asked.count("agents.nowhere"), len(world.clock.slept)

    await world.receive(command(2, headers=ASKED))
    assert world.publisher.asked.count("agents.nowhere") == tried
    world.clock.instant += 31 * SECOND
    await world.receive(command(3, headers=ASKED))

    assert world.publisher.asked.count("agents.nowhere") == tried + 1
    assert len(world.results) == 3
    assert len(world.clock.slept) == slept


async def test_a_reply_topic_is_waited_for_while_the_whole_broker_is_away() -> None:
    world = World()
    world.publisher.outages = 40

    await world.receive(command(1, headers=ASKED))

    assert [sent.topic for sent in world.publisher.sent] == ["agents.nowhere"]
