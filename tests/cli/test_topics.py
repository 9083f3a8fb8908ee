from datetime import timedelta

from worker.cli.topics import planned, report
from worker.kafka.topics import CreatedTopics
from worker.settings.model import Kafka

KAFKA = Kafka(
    bootstrap_servers=("a",),
    topic_prefix="acme",
    partitions=3,
    replication_factor=2,
    command_retention_days=5,
)


def test_plans_every_topic_of_the_contract_as_the_settings_say() -> None:
    topics = {plan.name: plan for plan in planned(KAFKA)}

    assert set(topics) == {
        "acme.commands.schedule",
        "acme.commands.update",
        "acme.commands.sync",
        "acme.results",
        "acme.changes",
        "acme.dead-letters",
    }
    assert {(plan.partitions, plan.replication_factor) for plan in topics.values()} == {(3, 2)}
    kept = topics["acme.commands.update"].settings["retention.ms"]
    assert timedelta(milliseconds=int(kept)) == timedelta(days=5)


def test_tells_what_was_made_and_what_it_left_alone() -> None:
    lines = report(CreatedTopics(created=("a",), existed=("b",)), KAFKA).splitlines()

    assert lines[:2] == ["made a with 3 partitions", "kept b as it is"]
    assert "breaks the order" in lines[2]
