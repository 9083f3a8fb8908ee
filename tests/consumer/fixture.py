"""The generated consumer, made once a run."""

import pytest

from tests.consumer.generated import Consumer
from tests.consumer.generated import consumer as made


@pytest.fixture(scope="session")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    return made(tmp_path_factory.mktemp("consumer"))
