import asyncio
import io
import sys
from collections.abc import Iterator
from types import ModuleType

import orjson
import pytest
import structlog

from worker import logs
from worker.cli.run import ended, loop_factory
from worker.errors import FatalError, Misconfigured


def test_runs_on_uvloop_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extra: this one stands for it, so that the test says something on every machine."""
    uvloop = ModuleType("uvloop")
    uvloop.__dict__["new_event_loop"] = asyncio.new_event_loop
    monkeypatch.setitem(sys.modules, "uvloop", uvloop)

    assert loop_factory() is asyncio.new_event_loop


def test_runs_on_asyncio_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert loop_factory() is None


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    configuration = structlog.get_config()
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    structlog.configure(**configuration)


@pytest.mark.parametrize(
    "error",
    [
        FatalError("20 defects in a row"),
        ExceptionGroup("of tasks", [ExceptionGroup("of lanes", [FatalError("20 defects in a row")])]),
    ],
)
def test_what_a_worker_cannot_go_on_with_is_its_last_line_and_its_exit_code(
    log: io.StringIO, error: Exception
) -> None:
    def fail() -> int:
        raise error

    assert ended(fail) == 1
    line = orjson.loads(log.getvalue())
    assert (line["level"], line["event"], line["reason"]) == ("critical", "stopped", "20 defects in a row")


@pytest.mark.parametrize("error", [Misconfigured("VAI_X is missing"), TypeError("a defect")])
def test_what_is_no_failure_of_the_run_goes_to_whoever_started_it(log: io.StringIO, error: Exception) -> None:
    def fail() -> int:
        raise ExceptionGroup("of tasks", [error])

    with pytest.raises(BaseExceptionGroup) as raised:
        ended(fail)

    assert raised.group_contains(type(error))
    assert log.getvalue() == ""
