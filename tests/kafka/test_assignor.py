"""Every topic is spread evenly, whoever comes and goes, and what can stay where it was stays."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import cast

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from worker.kafka.assignor import own_assignor

TOPICS = ("schedule", "sync", "update")
PARTITIONS = 12
REPLICAS = ("one", "two", "three", "four")

Shares = Mapping[str, frozenset[TopicPartition]]


class Cluster:
    """All that an assignor asks of one."""

    def topics(self) -> set[str]:
        return set(TOPICS)

    def partitions_for_topic(self, topic: str) -> set[int]:
        return set(range(PARTITIONS))


def gathered(
    assignor: type[StickyPartitionAssignor], present: Collection[str], had: Shares, turn: int
) -> Shares:
    """Return what each replica gets when the group gathers, each telling what it had."""
    members = {
        name: assignor._metadata(list(TOPICS), sorted(had.get(name, ())), turn if name in had else -1)
        for name in present
    }
    given = assignor.assign(cast("ClusterMetadata", Cluster()), members)
    return {name: frozenset(each.partitions()) for name, each in given.items()}


def spread(shares: Shares, topic: str) -> list[int]:
    """Return how many partitions of a topic each replica has."""
    return [sum(each.topic == topic for each in share) for share in shares.values()]


@given(st.lists(st.sets(st.sampled_from(REPLICAS), min_size=1), min_size=1, max_size=6))
def test_each_topic_is_spread_evenly_whoever_comes_and_goes(presences: list[set[str]]) -> None:
    assignor, shares = own_assignor(), cast("Shares", {})
    for turn, present in enumerate(presences):
        shares = gathered(assignor, sorted(present), shares, turn)

        owners = Counter(each for share in shares.values() for each in share)
        assert owners == {TopicPartition(topic, each): 1 for topic in TOPICS for each in range(PARTITIONS)}
        assert all(max(of) - min(of) <= 1 for of in (spread(shares, topic) for topic in TOPICS))


def test_whoever_stays_keeps_what_it_had() -> None:
    assignor = own_assignor()
    three = gathered(assignor, ("one", "two", "three"), {}, 0)
    two = gathered(assignor, ("one", "two"), three, 1)

    assert all(three[name] <= two[name] for name in two)
