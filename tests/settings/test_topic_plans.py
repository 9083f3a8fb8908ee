from datetime import timedelta

from worker.settings.model import Kafka
from worker.settings.topic_plans import topic_plans

KAFKA = Kafka(
    bootstrap_servers=("a",),
    topic_prefix="acme",
    partitions=3,
    replication_factor=2,
    command_retention_days=5,
)


def test_plans_every_topic_of_the_contract_as_the_settings_say() -> None:
    topics = {plan.name: plan for plan in topic_plans(KAFKA)}

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
