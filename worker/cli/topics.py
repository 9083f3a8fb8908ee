"""`vai-calendar topics`: the topics on Kafka."""

from worker.cli import start
from worker.kafka.topics import CreatedTopics, create_topics
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import Kafka, KafkaPart
from worker.settings.topic_plans import topic_plans


async def create() -> str:
    """Make the topics that are not there yet."""
    kafka = start.settings(KafkaPart).kafka
    return report(await create_topics(kafka_connection(kafka), topic_plans(kafka)), kafka)


def report(topics: CreatedTopics, kafka: Kafka) -> str:
    made = [f"made {name} with {kafka.partitions} partitions" for name in topics.created]
    kept = [f"kept {name} as it is" for name in topics.existed]
    return "\n".join([*made, *kept, "Adding partitions later breaks the order of keys that are under way."])
