"""Topics that were made: a busy broker says so before it knows them itself."""

from collections.abc import Sequence

from tests.support.patience import until
from worker.kafka.connection import KafkaConnection
from worker.kafka.topics import missing_topics


async def until_there(connection: KafkaConnection, topics: Sequence[str]) -> None:
    async def are_there() -> bool:
        return not await missing_topics(connection, topics)

    await until(are_there)
