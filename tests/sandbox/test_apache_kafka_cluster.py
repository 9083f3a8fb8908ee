from collections.abc import Mapping
from pathlib import Path

from worker.sandbox.apache_kafka import Node, server_properties


def nodes(count: int) -> list[Node]:
    return [
        Node(number, Path(f"/data/{number}"), port=9000 + number, controller_port=9100 + number)
        for number in range(1, count + 1)
    ]


def properties(node: Node, cluster: list[Node]) -> Mapping[str, str]:
    return dict(line.split("=", 1) for line in server_properties(node, cluster).splitlines())


def test_what_three_brokers_acknowledge_outlives_the_loss_of_one() -> None:
    cluster = nodes(3)

    for node in cluster:
        found = properties(node, cluster)
        assert found["offsets.topic.replication.factor"] == "3"
        assert found["min.insync.replicas"] == "2"


def test_a_broker_alone_waits_for_no_copies() -> None:
    (node,) = nodes(1)

    found = properties(node, [node])

    assert found["offsets.topic.replication.factor"] == "1"
    assert found["min.insync.replicas"] == "1"


def test_all_of_a_cluster_know_the_same_voters_and_keep_their_own_data() -> None:
    cluster = nodes(3)

    found = [properties(node, cluster) for node in cluster]

    assert {each["controller.quorum.voters"] for each in found} == {
        "1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103"
    }
    assert [each["node.id"] for each in found] == ["1", "2", "3"]
    assert [each["log.dirs"] for each in found] == ["/data/1/data", "/data/2/data", "/data/3/data"]
    assert len({each["listeners"] for each in found}) == 3
