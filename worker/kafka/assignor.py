"""Who gets which partitions: what each had before, and of every topic as much as the others.

aiokafka's sticky assignor balances partitions over all topics together. After one restart that
can leave one replica with the whole of the busiest topic, and the others with the idle ones. So
it is asked for one topic at a time.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata


class EvenStickyAssignor(StickyPartitionAssignor):
    @classmethod
    def assign(
        cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        given: dict[str, list[Any]] = defaultdict(list)
        for topic in sorted({topic for each in members.values() for topic in each.subscription}):
            asking = {
                name: cls._only(each, topic) for name, each in members.items() if topic in each.subscription
            }
            for name, share in super().assign(cluster, asking).items():
                given[name] += share.assignment
        return {name: ConsumerProtocolMemberAssignment(cls.version, given[name], b"") for name in members}

    @classmethod
    def _only(cls, member: ConsumerProtocolMemberMetadata, topic: str) -> ConsumerProtocolMemberMetadata:
        """Return what a member says of one topic."""
        had = cls.parse_member_metadata(member)
        return cls._metadata(
            [topic], [each for each in had.partitions if each.topic == topic], had.generation
        )


def own_assignor() -> type[StickyPartitionAssignor]:
    """Return an assignor that no other consumer shares: aiokafka keeps what it remembers on the class."""
    return type("OwnStickyAssignor", (EvenStickyAssignor,), {})
