"""The one place that looks into aiokafka's private parts.

Its background tasks can die without a word: the coordinator's, after which nothing can be
committed, and the fetcher's, after which nothing arrives. Neither comes back, so the process
must be started anew. `tests/kafka/test_vital_signs.py` fails if a new aiokafka renames them.
"""

from typing import Any, cast

from aiokafka import AIOKafkaConsumer

from worker.errors import FatalError


def ensure_alive(consumer: AIOKafkaConsumer) -> None:
    """Raise `FatalError` if a background task of a started consumer has ended."""
    inside = cast("Any", consumer)
    tasks = {
        "coordination": inside._coordinator._coordination_task,  # noqa: SLF001  (there is no public sign)
        "fetch": inside._fetcher._fetch_task,  # noqa: SLF001  (the same)
    }
    for name, task in tasks.items():
        if task.done():
            raise FatalError(f"the {name} task of the Kafka client has ended")
