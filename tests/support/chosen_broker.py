"""The broker of this run, chosen once and started when the first test asks for it.

Tests marked `apache_kafka` are deselected on any other broker, and the summary counts them:
a run on Tansu must not look like a run on Apache Kafka.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.support import environment
from tests.support.broker_choice import BrokerKind, NoSuchBroker, Surroundings, choose
from tests.support.container import engine_answers, kafka_container
from worker.sandbox import apache_kafka, kafka_jars
from worker.sandbox.broker import Broker
from worker.sandbox.tansu import tansu

CHOICE = pytest.StashKey[BrokerKind]()
LEFT_OUT = pytest.StashKey[int]()

LABELS = {
    BrokerKind.EXTERNAL: "the one that VAI_KAFKA__BOOTSTRAP_SERVERS names",
    BrokerKind.DOCKER: "Apache Kafka in a container",
    BrokerKind.APACHE_KAFKA: f"{apache_kafka.NAME} from Maven Central",
    BrokerKind.TANSU: "Tansu, in memory",
}


@dataclass(frozen=True, slots=True)
class ChosenBroker:
    """What a test may know of its broker. `server` is there if we started it ourselves."""

    kind: BrokerKind
    bootstrap_servers: str
    server: Broker | None = None

    @property
    def is_apache_kafka(self) -> bool:
        return runs_apache_kafka(self.kind)


def runs_apache_kafka(kind: BrokerKind) -> bool:
    """An external broker may be anything, so it does not count."""
    return kind in {BrokerKind.DOCKER, BrokerKind.APACHE_KAFKA}


@pytest.fixture(scope="session")
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[ChosenBroker]:
    """The broker of this run: shared by all tests, so take topics and groups of your own."""
    async with started(choice(request.config)) as chosen:
        yield chosen


@asynccontextmanager
async def started(kind: BrokerKind) -> AsyncIterator[ChosenBroker]:
    match kind:
        case BrokerKind.EXTERNAL:
            yield ChosenBroker(kind, environment.bootstrap_servers() or "")
        case BrokerKind.DOCKER:
            async with kafka_container() as bootstrap_servers:
                yield ChosenBroker(kind, bootstrap_servers)
        case BrokerKind.APACHE_KAFKA:
            async with apache_kafka.apache_kafka() as server:
                yield ChosenBroker(kind, server.bootstrap_servers, server)
        case BrokerKind.TANSU:
            async with tansu() as server:
                yield ChosenBroker(kind, server.bootstrap_servers, server)


def choice(config: pytest.Config) -> BrokerKind:
    """Look round, once a run and only if a test needs a broker."""
    if CHOICE not in config.stash:
        try:
            config.stash[CHOICE] = choose(surroundings())
        except NoSuchBroker as error:
            raise pytest.UsageError(str(error)) from error
    return config.stash[CHOICE]


def surroundings() -> Surroundings:
    return Surroundings(
        bootstrap_servers=environment.bootstrap_servers(),
        wanted=environment.wanted_broker(),
        docker=engine_answers(),
        maven=kafka_jars.is_possible(),
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs after `-m` has had its say, so a run without real tests looks for no broker."""
    special = [item for item in items if item.get_closest_marker("apache_kafka")]
    if not special and not any("broker" in getattr(item, "fixturenames", ()) for item in items):
        return
    if runs_apache_kafka(choice(config)):
        return
    config.stash[LEFT_OUT] = len(special)
    config.hook.pytest_deselected(items=special)
    items[:] = [item for item in items if item not in set(special)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if CHOICE not in config.stash:
        return
    terminalreporter.write_line(f"broker: {LABELS[config.stash[CHOICE]]}")
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"deselected, because they need Apache Kafka itself: {left_out}")
