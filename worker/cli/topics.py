"""`vai-calendar topics`: the topics on Kafka."""

from worker.cli import start
from worker.kafka.topics import CreatedTopics, TopicPlan, TopicSizes, create_topics, plans
from worker.messages.topics import Topics
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import Kafka, KafkaPart


async def create() -> str:
    """Make the topics that are not there yet."""
    kafka = start.settings(KafkaPart).kafka
    return report(await create_topics(kafka_connection(kafka), planned(kafka)), kafka)


def planned(kafka: Kafka) -> list[TopicPlan]:
    topics = Topics(kafka.topic_prefix)
    sizes = TopicSizes(kafka.partitions, kafka.replication_factor, kafka.command_retention)
    return plans(topics.commands, (topics.results, topics.changes), topics.dead_letters, sizes)


def report(topics: CreatedTopics, kafka: Kafka) -> str:
    made = [f"made {name} with {kafka.partitions} partitions" for name in topics.created]
    kept = [f"kept {name} as it is" for name in topics.existed]
    return "\n".join([*made, *kept, "Adding partitions later breaks the order of keys that are under way."])
