import pytest

from tests.support.broker_choice import BrokerKind, NoSuchBroker, Surroundings, choose

EVERYTHING = Surroundings(bootstrap_servers="kafka:9092", docker=True, maven=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(EVERYTHING, BrokerKind.EXTERNAL, id="a broker that is named comes first"),
        pytest.param(Surroundings(docker=True, maven=True), BrokerKind.DOCKER, id="then a container"),
        pytest.param(Surroundings(maven=True), BrokerKind.APACHE_KAFKA, id="then Kafka from Maven Central"),
        pytest.param(Surroundings(), BrokerKind.TANSU, id="Tansu is always there"),
    ],
)
def test_the_most_real_broker_at_hand_is_taken(found: Surroundings, expected: BrokerKind) -> None:
    assert choose(found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            Surroundings(wanted="tansu", docker=True, maven=True),
            BrokerKind.TANSU,
            id="tansu beside better ones",
        ),
        pytest.param(
            Surroundings(wanted="docker", docker=True, maven=True),
            BrokerKind.DOCKER,
            id="docker with an engine",
        ),
        pytest.param(
            Surroundings(wanted="apache-kafka", docker=True, maven=True),
            BrokerKind.APACHE_KAFKA,
            id="apache-kafka in the pinned version",
        ),
        pytest.param(
            Surroundings(wanted="apache-kafka", docker=True),
            BrokerKind.DOCKER,
            id="apache-kafka in a container",
        ),
    ],
)
def test_a_broker_that_is_asked_for_is_taken(found: Surroundings, expected: BrokerKind) -> None:
    assert choose(found) == expected


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(Surroundings(wanted="apache-kafka"), id="apache-kafka with neither Maven nor Docker"),
        pytest.param(Surroundings(wanted="docker", maven=True), id="docker without an engine"),
        pytest.param(Surroundings(wanted="kafka", docker=True, maven=True), id="a name that is none"),
        pytest.param(
            Surroundings(wanted="apache-kafka", bootstrap_servers="kafka:9092", maven=True),
            id="apache-kafka beside a broker of unknown make",
        ),
    ],
)
def test_nothing_less_is_taken_for_the_broker_that_is_asked_for(found: Surroundings) -> None:
    with pytest.raises(NoSuchBroker, match=f"VAI_TEST_BROKER={found.wanted}"):
        choose(found)
