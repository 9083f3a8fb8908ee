"""The topics that the settings ask for, in the words of `worker.kafka`."""

from worker.kafka.topics import TopicPlan, TopicSizes, plans
from worker.messages.topics import Topics
from worker.settings.model import Kafka


def topic_plans(kafka: Kafka) -> list[TopicPlan]:
    topics = Topics(kafka.topic_prefix)
    sizes = TopicSizes(kafka.partitions, kafka.replication_factor, kafka.command_retention)
    return plans(topics.commands, (topics.results, topics.changes), topics.dead_letters, sizes)
