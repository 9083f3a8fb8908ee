"""Kafka: whether it answers, whether the topics are as they must be, and who reads the commands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from worker.app.doctor.amount import amount
from worker.app.doctor.finding import Finding, not_checked, warning, well, wrong
from worker.kafka.connection import milliseconds
from worker.kafka.inspection import GroupState, TopicState, brokers, group_state, topic_states
from worker.kafka.topics import TopicPlan
from worker.messages.topics import Topics
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import Settings
from worker.settings.topic_plans import topic_plans

RETENTION = "retention.ms"
POLICY = "cleanup.policy"
LARGEST = "max.message.bytes"
FOR_EVER = -1


async def broker(settings: Settings) -> list[Finding]:
    count = await brokers(kafka_connection(settings.kafka))
    where = ", ".join(settings.kafka.bootstrap_servers)
    return [well(f"{amount(count, 'broker')}, found by way of {where}")]


async def topics(settings: Settings) -> list[Finding]:
    plans = topic_plans(settings.kafka)
    found = await topic_states(kafka_connection(settings.kafka), [plan.name for plan in plans])
    return topics_as(plans, found, settings.worker.command_memory)


async def group(settings: Settings) -> list[Finding]:
    connection = kafka_connection(settings.kafka)
    commands = Topics(settings.kafka.topic_prefix).commands
    found = await topic_states(connection, commands)
    places = {name: state.partitions for name, state in found.items()}
    return group_as(settings.kafka.group_id, await group_state(connection, settings.kafka.group_id, places))


def topics_as(
    plans: Sequence[TopicPlan], found: Mapping[str, TopicState], memory: timedelta
) -> list[Finding]:
    missing = [plan.name for plan in plans if plan.name not in found]
    if missing:
        return [wrong(f"there is no topic {', '.join(missing)}", "`vai-calendar topics create`")]
    odd = [finding for plan in plans for finding in topic_as(plan, found[plan.name], memory)]
    odd += untold(found)
    odd += single_copies(found)
    return odd or [well(f"{len(plans)} topics, as the settings say")]


def topic_as(plan: TopicPlan, state: TopicState, memory: timedelta) -> Iterator[Finding]:
    if state.partitions != plan.partitions:
        there = amount(state.partitions, "partition")
        yield warning(
            f"{plan.name} has {there}, VAI_KAFKA__PARTITIONS says {plan.partitions}",
            f"set VAI_KAFKA__PARTITIONS={state.partitions}: other partitions would break the order of keys",
        )
    settings = state.settings or {}
    if "compact" in settings.get(POLICY, ""):
        yield wrong(
            f"{plan.name} is compacted: of the records of one key all but the last are deleted",
            altered(plan.name, POLICY, "delete"),
        )
    if RETENTION in plan.settings and RETENTION in settings:
        yield from retention_as(plan, int(settings[RETENTION]), memory)
    if LARGEST in plan.settings and LARGEST in settings:
        yield from size_as(plan, int(settings[LARGEST]))


def size_as(plan: TopicPlan, largest: int) -> Iterator[Finding]:
    wanted = int(plan.settings[LARGEST])
    if largest < wanted:
        yield warning(
            f"{plan.name} takes {largest} bytes at most: a large dead letter loses its value",
            altered(plan.name, LARGEST, str(wanted)),
        )


def retention_as(plan: TopicPlan, kept: int, memory: timedelta) -> Iterator[Finding]:
    """Compare how long a topic keeps commands with how long their ids are remembered."""
    wanted = int(plan.settings[RETENTION])
    if kept == FOR_EVER or kept >= milliseconds(memory):
        yield wrong(
            f"{plan.name} keeps commands {told(kept)}, and their ids are remembered for {memory.days} days: "
            "what is read again after that cannot be known as a repeat",
            altered(plan.name, RETENTION, str(wanted)),
        )
    elif kept != wanted:
        yield warning(
            f"{plan.name} keeps commands {told(kept)}, VAI_KAFKA__COMMAND_RETENTION_DAYS says {told(wanted)}",
            altered(plan.name, RETENTION, str(wanted)),
        )


def told(kept: int) -> str:
    days = timedelta(milliseconds=kept) / timedelta(days=1)
    some = "1 day" if days == 1 else f"{days:g} days"
    return "for ever" if kept == FOR_EVER else f"for {some}"


def altered(topic: str, setting: str, value: str) -> str:
    """Return Kafka's own command that changes a setting of a topic."""
    which = f"--entity-type topics --entity-name {topic}"
    return f"`kafka-configs.sh --bootstrap-server … --alter {which} --add-config {setting}={value}`"


def untold(found: Mapping[str, TopicState]) -> list[Finding]:
    if any(state.settings for state in found.values()):
        return []
    return [not_checked("this broker does not tell the settings of topics: retention, size and clean-up")]


def single_copies(found: Mapping[str, TopicState]) -> list[Finding]:
    single = [name for name, state in found.items() if state.copies == 1]
    if not single:
        return []
    which = "every topic" if len(single) == len(found) else ", ".join(single)
    return [
        warning(
            f"one copy only of the records of {which}: with a broker's disk commands and results are lost",
            "with three brokers, VAI_KAFKA__REPLICATION_FACTOR=3 before `vai-calendar topics create`",
        )
    ]


def group_as(name: str, state: GroupState | None) -> list[Finding]:
    if state is None:
        return [not_checked(f"nobody has read commands as {name} yet", "`vai-calendar run`")]
    findings = [group_at_work(name, state)]
    if state.lost:
        findings.append(
            warning(
                f"{amount(state.lost, 'command')} deleted by Kafka before any worker had done the work",
                "run more replicas, or keep commands longer (VAI_KAFKA__COMMAND_RETENTION_DAYS)",
            )
        )
    return findings


def group_at_work(name: str, state: GroupState) -> Finding:
    waiting = waits(state.waiting) if state.waiting else "no command waits"
    if state.members:
        return well(f"{name}: {state.members} at work ({state.state}), {waiting}")
    return warning(f"{name}: no worker runs, {waiting}", "`vai-calendar run`")


def waits(number: int) -> str:
    return "1 command waits" if number == 1 else f"{number} commands wait"
