from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from worker.app.doctor.finding import Finding, Verdict
from worker.app.doctor.kafka import group_as, topics_as
from worker.kafka.inspection import GroupState, TopicState
from worker.settings.model import Kafka
from worker.settings.topic_plans import topic_plans

PLANS = topic_plans(Kafka(bootstrap_servers=("a",), replication_factor=3))
MEMORY = timedelta(days=30)
DAY = 24 * 60 * 60 * 1000
COMMANDS = "vai.calendar.commands.update"
RESULTS = "vai.calendar.results"
DEAD = "vai.calendar.dead-letters"
AS_PLANNED = {
    plan.name: TopicState(12, 3, {"cleanup.policy": "delete", "retention.ms": str(7 * DAY), **plan.settings})
    for plan in PLANS
}


def with_settings(topic: str, **settings: str) -> dict[str, TopicState]:
    state = AS_PLANNED[topic]
    changed = {name.replace("_", "."): value for name, value in settings.items()}
    return {**AS_PLANNED, topic: replace(state, settings={**(state.settings or {}), **changed})}


def looked_at(found: Mapping[str, TopicState]) -> list[Finding]:
    return topics_as(PLANS, found, MEMORY)


def test_topics_as_planned_are_one_line() -> None:
    (finding,) = looked_at(AS_PLANNED)

    assert finding.verdict is Verdict.OK


def test_missing_topics_are_named_with_the_command_that_makes_them() -> None:
    (finding,) = looked_at({name: state for name, state in AS_PLANNED.items() if name != RESULTS})

    assert (finding.verdict, finding.mend) == (Verdict.WRONG, "`vai-calendar topics create`")
    assert RESULTS in finding.says


@pytest.mark.parametrize("topic", [COMMANDS, RESULTS])
def test_a_compacted_topic_is_wrong(topic: str) -> None:
    (finding,) = looked_at(with_settings(topic, cleanup_policy="compact,delete"))

    assert finding.verdict is Verdict.WRONG
    assert f"--entity-name {topic} --add-config cleanup.policy=delete" in (finding.mend or "")


@pytest.mark.parametrize("kept", [-1, 30 * DAY, 365 * DAY])
def test_commands_that_are_kept_for_longer_than_their_ids_are_wrong(kept: int) -> None:
    (finding,) = looked_at(with_settings(COMMANDS, retention_ms=str(kept)))

    assert finding.verdict is Verdict.WRONG
    assert "remembered for 30 days" in finding.says
    assert f"retention.ms={7 * DAY}" in (finding.mend or "")


def test_another_retention_than_the_setting_says_is_a_warning() -> None:
    (finding,) = looked_at(with_settings(COMMANDS, retention_ms=str(3 * DAY)))

    assert finding.verdict is Verdict.WARNING
    assert "for 3 days" in finding.says


def test_results_may_be_kept_for_ever() -> None:
    (finding,) = looked_at(with_settings(RESULTS, retention_ms="-1"))

    assert finding.verdict is Verdict.OK


def test_dead_letters_that_take_too_little_are_a_warning() -> None:
    (finding,) = looked_at(with_settings(DEAD, max_message_bytes="1048588"))

    assert finding.verdict is Verdict.WARNING
    assert "max.message.bytes=2097152" in (finding.mend or "")


def test_other_partitions_than_the_setting_says_are_never_to_be_added() -> None:
    (finding,) = looked_at({**AS_PLANNED, RESULTS: replace(AS_PLANNED[RESULTS], partitions=6)})

    assert finding.verdict is Verdict.WARNING
    assert "set VAI_KAFKA__PARTITIONS=6" in (finding.mend or "")


def test_a_single_copy_of_everything_is_one_warning() -> None:
    (finding,) = looked_at({name: replace(state, copies=1) for name, state in AS_PLANNED.items()})

    assert finding.verdict is Verdict.WARNING
    assert "every topic" in finding.says


def test_a_broker_that_tells_no_settings_is_said_to() -> None:
    (finding,) = looked_at({name: replace(state, settings=None) for name, state in AS_PLANNED.items()})

    assert finding.verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(
    ("state", "verdict", "says"),
    [
        (GroupState("Stable", 2, 0, 0), Verdict.OK, "g: 2 at work (Stable), no command waits"),
        (GroupState("Stable", 1, 5, 0), Verdict.OK, "g: 1 at work (Stable), 5 commands wait"),
        (GroupState("Empty", 0, 5, 0), Verdict.WARNING, "g: no worker runs, 5 commands wait"),
        (GroupState("Empty", 0, 1, 0), Verdict.WARNING, "g: no worker runs, 1 command waits"),
    ],
    ids=["at work", "with something to do", "nobody", "nobody for the only one"],
)
def test_says_who_reads_commands_and_what_waits(state: GroupState, verdict: Verdict, says: str) -> None:
    (finding,) = group_as("g", state)

    assert (finding.verdict, finding.says) == (verdict, says)


def test_commands_that_kafka_deleted_unread_are_told() -> None:
    _, finding = group_as("g", GroupState("Stable", 1, 0, 7))

    assert finding.verdict is Verdict.WARNING
    assert "7 commands deleted by Kafka" in finding.says


def test_a_group_that_never_was_is_no_fault() -> None:
    (finding,) = group_as("g", None)

    assert (finding.verdict, finding.mend) == (Verdict.NOT_CHECKED, "`vai-calendar run`")
