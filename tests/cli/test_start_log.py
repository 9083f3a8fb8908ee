import io
from collections.abc import Iterator

import orjson
import pytest
import structlog

from worker import logs
from worker.cli.run import tell_the_log

SECRET = "geheim-4711"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    configuration = structlog.get_config()
    stream = io.StringIO()
    logs.configure("info", stream, [SECRET])
    yield stream
    structlog.configure(**configuration)


def test_a_defect_that_ends_the_process_is_a_log_line_without_secrets(stream: io.StringIO) -> None:
    error = ExceptionGroup("of a task", [ValueError(f"bad password: {SECRET}")])

    tell_the_log(type(error), error, None)

    line = orjson.loads(stream.getvalue())
    assert (line["level"], line["event"]) == ("critical", "stopped by a defect")
    assert "bad password: [redacted]" in stream.getvalue()
    assert SECRET not in stream.getvalue()
