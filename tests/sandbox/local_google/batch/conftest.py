import pytest

from tests.sandbox.local_google.batch.sender import Batches
from worker.sandbox.local_google.server import LocalGoogle


@pytest.fixture
def batches(google: LocalGoogle) -> Batches:
    return Batches(google.url, google.control.session)
