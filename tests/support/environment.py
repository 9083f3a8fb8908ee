"""The environment variables of a test run. Nothing else under tests/ reads the environment."""

import os


def bootstrap_servers() -> str | None:
    """`VAI_KAFKA__BOOTSTRAP_SERVERS`: a broker that runs already, to test on."""
    return _variable("VAI_KAFKA__BOOTSTRAP_SERVERS")


def wanted_broker() -> str | None:
    """`VAI_TEST_BROKER`: the only broker that will do: `apache-kafka`, `docker` or `tansu`."""
    return _variable("VAI_TEST_BROKER")


def _variable(name: str) -> str | None:
    return os.environ.get(name) or None  # noqa: TID251  (worker.settings is the worker's; this is the tests')
