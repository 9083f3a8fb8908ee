from tests.engine.world import SECOND, TOPICS, World, command, headers_of

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
