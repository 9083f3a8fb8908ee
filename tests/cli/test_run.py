import io
import sys
from collections.abc import Iterator

import orjson
import pytest
import structlog

from worker import logs
from worker.cli.run import loop_factory, tell_the_log

SECRET = "geheim-4711"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    configuration = structlog.get_config()
    stream = io.StringIO()
    logs.configure("info", stream, [SECRET])
    yield stream
    structlog.configure(**configuration)


def test_runs_on_uvloop_where_it_is_installed() -> None:
    uvloop = pytest.importorskip("uvloop")  # an extra

    assert loop_factory() is uvloop.new_event_loop


def test_runs_on_asyncio_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert loop_factory() is None


def test_a_defect_that_ends_the_process_is_a_log_line_without_secrets(stream: io.StringIO) -> None:
    error = ExceptionGroup("of a task", [ValueError(f"bad password: {SECRET}")])

    tell_the_log(type(error), error, None)

    line = orjson.loads(stream.getvalue())
    assert (line["level"], line["event"]) == ("critical", "stopped by a defect")
    assert "bad password: [redacted]" in stream.getvalue()
    assert SECRET not in stream.getvalue()
