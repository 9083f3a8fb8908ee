"""What the tests of the wire share."""

import pytest

from worker.messages.texts import Texts


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load()
