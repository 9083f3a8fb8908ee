"""The settings of Kafka, in the words of `worker.kafka`."""

from worker.kafka.connection import KafkaConnection
from worker.kafka.security import Sasl, Security, SecurityProtocol, Tls
from worker.settings.model import Kafka


def kafka_connection(kafka: Kafka) -> KafkaConnection:
    protocol = SecurityProtocol(kafka.security_protocol)
    security = Security(protocol, sasl(kafka) if protocol.signs_in else None, tls(kafka))
    return KafkaConnection(kafka.bootstrap_servers, security=security)


def sasl(kafka: Kafka) -> Sasl | None:
    if kafka.sasl_plain_username is None or kafka.sasl_plain_password is None:
        return None
    password = kafka.sasl_plain_password.get_secret_value()
    return Sasl(kafka.sasl_plain_username, password, kafka.sasl_mechanism)


def tls(kafka: Kafka) -> Tls:
    password = kafka.ssl_password.get_secret_value() if kafka.ssl_password else None
    return Tls(kafka.ssl_cafile, kafka.ssl_certfile, kafka.ssl_keyfile, password)
