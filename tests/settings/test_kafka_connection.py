from pathlib import Path

import pytest
from pydantic import SecretStr

from worker.kafka.security import Sasl, Security, SecurityProtocol, Tls
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import Kafka


def test_a_plain_broker_needs_no_more_than_its_address() -> None:
    connection = kafka_connection(Kafka(bootstrap_servers=("a:9092", "b:9092")))

    assert connection.bootstrap_servers == ("a:9092", "b:9092")
    assert connection.security == Security()


def test_hands_on_how_to_sign_in_and_whom_to_trust(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    kafka = Kafka(
        bootstrap_servers=("a:9093",),
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username="vai",
        sasl_plain_password=SecretStr("geheim"),
        ssl_cafile=authority,
        ssl_password=SecretStr("key-geheim"),
    )

    assert kafka_connection(kafka).security == Security(
        SecurityProtocol.SASL_SSL,
        Sasl("vai", "geheim", "SCRAM-SHA-512"),
        Tls(cafile=authority, key_password="key-geheim"),
    )


@pytest.mark.parametrize("protocol", list(SecurityProtocol))
def test_knows_every_protocol(protocol: SecurityProtocol) -> None:
    kafka = Kafka(
        bootstrap_servers=("a",),
        security_protocol=protocol.value,
        sasl_plain_username="u",
        sasl_plain_password=SecretStr("p"),
    )

    assert kafka_connection(kafka).security.protocol is protocol
