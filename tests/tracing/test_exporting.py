"""What a worker does with and without a collector, and with and without OpenTelemetry."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from tests.tracing.collector import Collector
from worker.tracing.exporting import Origin, exporting
from worker.tracing.spans import NO_SPAN, calling, in_force, processing, sending

ORIGIN = Origin(version="1.2.3", replica="replica-0", group_id="workers")
CLOCK = FakeClock(NOW)

WITHOUT = """
import asyncio, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "opentelemetry":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import worker.engine.dispatch, worker.google.google, worker.kafka.producer
from datetime import UTC, datetime
from worker.ports.clock import SystemClock
from worker.tracing.exporting import Origin, exporting
from worker.tracing.spans import processing
async def main():
    async with exporting({endpoint}, Origin("1", "r", "g"), SystemClock()):
        with processing("t", 0, 1, datetime.now(UTC), ()) as span:
            span.ended("succeeded")
asyncio.run(main())
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""


def without_opentelemetry(endpoint: str | None) -> subprocess.CompletedProcess[str]:
    program = WITHOUT.format(endpoint=repr(endpoint))
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8")


def test_a_worker_without_opentelemetry_makes_no_spans_and_misses_nothing() -> None:
    done = without_opentelemetry(None)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_collector_without_opentelemetry_is_a_mistake_in_the_settings() -> None:
    done = without_opentelemetry("http://127.0.0.1:4318/")

    assert "Misconfigured: VAI_TRACING__OTLP_ENDPOINT needs OpenTelemetry" in done.stderr


async def test_without_a_collector_nothing_of_opentelemetry_is_imported() -> None:
    program = (
        "import sys, worker.app.run; assert not [n for n in sys.modules if n.startswith('opentelemetry')]"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program)

    assert await process.wait() == 0


@pytest.mark.parametrize(
    "begin",
    [
        lambda: processing("topic", 0, 1, NOW, ()),
        lambda: calling("events.get"),
        lambda: sending("topic", ()),
    ],
    ids=["processing", "calling", "sending"],
)
async def test_without_a_collector_there_is_one_span_that_nobody_sees(begin: Callable[[], object]) -> None:
    async with exporting(None, ORIGIN, CLOCK):
        assert begin() is NO_SPAN


async def test_spans_reach_the_collector_at_the_latest_at_the_end() -> None:
    async with Collector.listening() as collector:
        async with exporting(collector.url, ORIGIN, CLOCK):
            with processing("commands", 0, 1, NOW, ()):
                pass

        (span,) = collector.spans
        assert span.name == "process commands"
        assert collector.resources[0]["service.name"] == "vai-calendar-worker"
        assert collector.resources[0]["service.version"] == "1.2.3"
        assert collector.resources[0]["service.instance.id"] == "replica-0"
    assert in_force.get() is None


async def test_opentelemetrys_own_variables_say_who_makes_the_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "calendar-staging")
    async with Collector.listening() as collector:
        async with exporting(collector.url, ORIGIN, CLOCK):
            with processing("commands", 0, 1, NOW, ()):
                pass

        assert collector.resources[0]["service.name"] == "calendar-staging"


async def test_a_frozen_collector_does_not_hold_up_the_stop() -> None:
    loop = asyncio.get_running_loop()
    async with Collector.listening() as collector:
        collector.is_frozen = True
        async with exporting(collector.url, ORIGIN, CLOCK, close_within=timedelta(seconds=0.1)):
            with processing("commands", 0, 1, NOW, ()):
                pass
            began = loop.time()
        took = loop.time() - began
        collector.thaw()

    assert took < 5  # the client's own patience is 10 s, that of its thread 30 s


async def test_every_task_of_a_worker_makes_spans_and_no_other_workers_does() -> None:
    async def tracing() -> bool:
        return in_force.get() is not None

    async with Collector.listening() as collector, asyncio.TaskGroup() as tasks:
        async with exporting(collector.url, ORIGIN, CLOCK):
            inside = tasks.create_task(tracing())
        outside = tasks.create_task(tracing())

    assert (inside.result(), outside.result()) == (True, False)
