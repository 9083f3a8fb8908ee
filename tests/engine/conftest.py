from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What was logged; structlog's own default would draw every local variable of a defect."""
    with capture_logs() as lines:
        yield lines
