"""The one place that looks into aiokafka's private parts, where it shows no public sign.

`tests/kafka/test_internals.py` fails if a new aiokafka renames them.
"""

from collections.abc import Collection
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.errors import FatalError


def ensure_alive(consumer: AIOKafkaConsumer) -> None:
    """Raise `FatalError` if a background task of a started consumer has ended.

    The coordinator's can die without a word, after which nothing can be committed, and so can
    the fetcher's, after which nothing arrives. Neither comes back: start the process anew.
    """
    inside = cast("Any", consumer)
    tasks = {
        "coordination": inside._coordinator._coordination_task,  # noqa: SLF001  (there is no public sign)
        "fetch": inside._fetcher._fetch_task,  # noqa: SLF001  (the same)
    }
    for name, task in tasks.items():
        if task.done():
            raise FatalError(f"the {name} task of the Kafka client has ended")


def positions(
    consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, int]:
    """Return the offsets to be read next, where they are known; `consumer.position` would wait for them."""
    assignment = cast("Any", consumer)._subscription.subscription.assignment  # noqa: SLF001  (see above)
    if assignment is None:
        return {}
    states = {each: assignment.state_value(each) for each in partitions if each in assignment.tps}
    return {each: state.position for each, state in states.items() if state.has_valid_position}
