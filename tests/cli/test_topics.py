from worker.cli.topics import report
from worker.kafka.topics import CreatedTopics
from worker.settings.model import Kafka

KAFKA = Kafka(
    bootstrap_servers=("a",),
    topic_prefix="acme",
    partitions=3,
    replication_factor=2,
    command_retention_days=5,
)


def test_tells_what_was_made_and_what_it_left_alone() -> None:
    lines = report(CreatedTopics(created=("a",), existed=("b",)), KAFKA).splitlines()

    assert lines[:2] == ["made a with 3 partitions", "kept b as it is"]
    assert "breaks the order" in lines[2]
