import pytest
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError

from worker.errors import BrokerUnavailable
from worker.kafka.connection import KafkaConnection
from worker.kafka.no_connection import no_connection
from worker.kafka.topics import missing_topics

NOBODY = "127.0.0.1:1"


def test_servers_that_cannot_be_reached_are_named_with_their_setting() -> None:
    said = no_connection(("one:9092", "two:9092"), KafkaConnectionError("Unable to bootstrap"))

    assert said == "no connection to Kafka at one:9092, two:9092 (VAI_KAFKA__BOOTSTRAP_SERVERS)"


def test_silence_is_told_as_such() -> None:
    said = no_connection((NOBODY,), TimeoutError())

    assert said == f"no connection to Kafka at {NOBODY} (VAI_KAFKA__BOOTSTRAP_SERVERS): no answer in time"


def test_what_a_broker_says_is_no_missing_connection() -> None:
    assert no_connection((NOBODY,), TopicAuthorizationFailedError()) is None


async def test_whoever_asks_a_broker_that_is_not_there_is_told_where_it_should_be() -> None:
    with pytest.raises(BrokerUnavailable) as told:
        await missing_topics(KafkaConnection((NOBODY,)), ["t"])

    assert str(told.value) == f"no connection to Kafka at {NOBODY} (VAI_KAFKA__BOOTSTRAP_SERVERS)"
