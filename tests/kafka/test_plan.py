"""How the client is set up: the times that must fit into each other, and what aiokafka has otherwise."""

import inspect
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from worker.app.run import LEAVE_AFTER_DRAIN
from worker.http.server import SHUTDOWN_SECONDS
from worker.kafka import bounded, producer
from worker.kafka.assignor import own_assignor
from worker.kafka.committer import COMMIT_WITHIN
from worker.kafka.connection import KafkaConnection
from worker.kafka.consumer import HEARTBEAT, SESSION_TIMEOUT, ConsumerPlan
from worker.kafka.producer import KafkaPublisher
from worker.store.open import HEARTBEAT_PATIENCE

LARGEST_RECORD = 1_048_588
"""Bytes that a topic takes unless it is told otherwise."""
drains = st.integers(1, 24 * 60 * 60).map(lambda seconds: timedelta(seconds=seconds))


def plan(drain: timedelta = timedelta(seconds=20)) -> ConsumerPlan:
    return ConsumerPlan(("commands",), "workers", drain_budget=drain)


@given(drains)
def test_a_drain_fits_into_a_rebalance_and_a_rebalance_into_a_request(drain: timedelta) -> None:
    arguments = plan(drain).arguments()
    rebalance = timedelta(milliseconds=arguments["rebalance_timeout_ms"])
    request = timedelta(milliseconds=arguments["request_timeout_ms"])

    assert drain + COMMIT_WITHIN < rebalance < request
    assert timedelta(milliseconds=arguments["session_timeout_ms"]) < rebalance


def test_a_member_may_miss_heartbeats_before_it_is_taken_for_dead() -> None:
    arguments = plan().arguments()

    assert timedelta(milliseconds=arguments["session_timeout_ms"]) == SESSION_TIMEOUT
    assert timedelta(milliseconds=arguments["heartbeat_interval_ms"]) == HEARTBEAT
    assert 3 * HEARTBEAT <= SESSION_TIMEOUT


def test_a_send_is_given_up_before_its_request_is() -> None:
    assert producer.FIND_WITHIN < producer.SEND_WITHIN < producer.REQUEST_WITHIN


@given(drains)
def test_everything_that_a_stop_waits_for_fits_into_the_time_that_the_readme_names(drain: timedelta) -> None:
    server, lease = timedelta(seconds=SHUTDOWN_SECONDS), HEARTBEAT_PATIENCE
    closing = server + bounded.STOP_WITHIN + bounded.CUT_OFF_WITHIN + lease  # in between: the producer

    assert plan(drain).stop_within + closing <= drain + LEAVE_AFTER_DRAIN


def test_nothing_is_committed_decoded_or_skipped_by_the_client_itself() -> None:
    arguments = plan().arguments()

    assert arguments["enable_auto_commit"] is False
    assert arguments["auto_offset_reset"] == "earliest"
    assert arguments["isolation_level"] == "read_committed"
    assert not {"key_deserializer", "value_deserializer"} & arguments.keys()


def test_what_waits_in_the_client_is_bounded_for_each_partition() -> None:
    """A batch larger than the bound still comes, one at a time."""
    assert plan().arguments()["max_partition_fetch_bytes"] <= LARGEST_RECORD


def test_every_argument_is_one_that_the_client_knows() -> None:
    known = inspect.signature(AIOKafkaConsumer).parameters

    assert plan().arguments().keys() <= known.keys()


async def test_the_producer_waits_for_all_replicas_and_is_neither_idempotent_nor_transactional() -> None:
    publisher = KafkaPublisher.to(KafkaConnection(("127.0.0.1:1",)))
    await publisher.producer.stop()  # or it complains of not having been

    assert publisher.producer._sender._acks == -1
    assert publisher.producer._txn_manager is None
    assert inspect.signature(AIOKafkaProducer).parameters["enable_idempotence"].default is False


def test_assignors_remember_nothing_of_each_other() -> None:
    """aiokafka keeps on the class what a member had: two consumers of one process would share it."""
    one, other = own_assignor(), own_assignor()

    one.member_assignment = [TopicPartition("commands", 0)]

    assert other.member_assignment is None
    assert one.name == other.name == "sticky"


@pytest.mark.parametrize("name", [None, "replica-0"])
def test_a_replica_is_a_static_member_if_it_has_a_name(name: str | None) -> None:
    arguments = ConsumerPlan(("commands",), "workers", instance_id=name).arguments()

    assert arguments["group_instance_id"] == name
