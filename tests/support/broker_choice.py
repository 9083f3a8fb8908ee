"""Which broker the tests run on: the most real one that is at hand, or the one asked for."""

from dataclasses import dataclass
from enum import StrEnum


class BrokerKind(StrEnum):
    EXTERNAL = "external"
    DOCKER = "docker"
    APACHE_KAFKA = "apache-kafka"
    TANSU = "tansu"


class NoSuchBroker(Exception):
    """The broker asked for cannot be had here."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run finds: what it was told, and what the machine can do."""

    bootstrap_servers: str | None = None
    wanted: str | None = None
    docker: bool = False
    """A Docker engine answers."""
    maven: bool = False
    """Both `mvn` and `java` are there."""


def choose(found: Surroundings) -> BrokerKind:
    """Return the broker to test on.

    Raises NoSuchBroker if `VAI_TEST_BROKER` asks for one that cannot be had, or for none we know.
    """
    if found.wanted:
        return asked_for(found.wanted, found)
    if found.bootstrap_servers:
        return BrokerKind.EXTERNAL
    if found.docker:
        return BrokerKind.DOCKER
    return BrokerKind.APACHE_KAFKA if found.maven else BrokerKind.TANSU


def asked_for(wanted: str, found: Surroundings) -> BrokerKind:
    if found.bootstrap_servers:
        raise NoSuchBroker(
            f"VAI_TEST_BROKER={wanted} starts a broker of its own, but VAI_KAFKA__BOOTSTRAP_SERVERS "
            "names one whose make nobody can vouch for: unset one of the two"
        )
    match wanted:
        case "tansu":
            return BrokerKind.TANSU
        case "docker" if found.docker:
            return BrokerKind.DOCKER
        case "apache-kafka" if found.maven:
            return BrokerKind.APACHE_KAFKA
        case "apache-kafka" if found.docker:
            return BrokerKind.DOCKER  # the image runs Apache Kafka too
    raise NoSuchBroker(f"VAI_TEST_BROKER={wanted} cannot be had: {WHAT_IT_TAKES.get(wanted, UNKNOWN)}")


WHAT_IT_TAKES = {
    "docker": "no Docker engine answers",
    "apache-kafka": "it takes mvn and java on the PATH, or a Docker engine that answers",
}
UNKNOWN = "the values are apache-kafka, docker and tansu"
