from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.engine.records import NOW, TOPIC
from tests.fakes.clock import FakeClock
from worker.codes import Code
from worker.errors import EventNotFound, Refused
from worker.google.observing import observed, unobserved
from worker.tracing.otel import OtelTracing
from worker.tracing.spans import Span, answered, in_force, processing, sending

TRACE, AGENT = 0x4BF92F3577B34DA6A3CE929D0E0E4736, 0x00F067AA0BA902B7
TRACEPARENT = ("traceparent", b"00-%032x-%016x-01" % (TRACE, AGENT))
ADDRESS = "ana@vai.example"


@pytest.fixture
def exporter() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    in_force.set(OtelTracing(provider.get_tracer("test"), FakeClock(NOW), "workers"))
    yield exporter
    in_force.set(None)


def begin(*headers: tuple[str, bytes], waited: timedelta = timedelta(0)) -> AbstractContextManager[Span]:
    return processing(TOPIC, 3, 41, NOW - waited, headers)


def made(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def work_on_a_command() -> None:
    with begin(TRACEPARENT, waited=timedelta(seconds=9)) as span:
        with observed(unobserved, FakeClock(NOW), "events.insert"):
            answered(200)
        with sending("results", [TRACEPARENT]):
            pass
        span.note(command_type="schedule_meeting", command_id="c-1", nothing=None)
        span.ended("succeeded")


def test_the_agents_span_is_the_parent_of_the_records_and_that_of_all_that_follows(
    exporter: InMemorySpanExporter,
) -> None:
    work_on_a_command()

    spans = made(exporter)
    assert set(spans) == {f"process {TOPIC}", "google events.insert", "send results"}
    process = spans.pop(f"process {TOPIC}")
    assert process.parent is not None
    assert (process.parent.trace_id, process.parent.span_id) == (TRACE, AGENT)
    for span in spans.values():
        assert span.parent is not None
        assert (span.context.trace_id, span.parent.span_id) == (TRACE, process.context.span_id)


def test_says_what_the_conventions_for_messaging_ask_for(exporter: InMemorySpanExporter) -> None:
    work_on_a_command()

    spans = made(exporter)
    assert [spans[name].kind for name in (f"process {TOPIC}", "google events.insert", "send results")] == [
        SpanKind.CONSUMER,
        SpanKind.CLIENT,
        SpanKind.PRODUCER,
    ]
    assert spans[f"process {TOPIC}"].attributes == {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": TOPIC,
        "messaging.destination.partition.id": "3",
        "messaging.kafka.offset": 41,
        "messaging.consumer.group.name": "workers",
        "vai.waited_seconds": 9.0,
        "vai.command_type": "schedule_meeting",
        "vai.command_id": "c-1",
        "vai.outcome": "succeeded",
    }
    assert spans["google events.insert"].attributes == {
        "vai.google.method": "events.insert",
        "http.response.status_code": 200,
        "vai.outcome": "ok",
    }
    assert spans["send results"].attributes == {
        "messaging.system": "kafka",
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.destination.name": "results",
    }


@pytest.mark.parametrize(
    "value", [b"", b"00-0-0-01", b"\xff\xfe", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"]
)
def test_a_record_without_a_good_trace_begins_one(exporter: InMemorySpanExporter, value: bytes) -> None:
    with begin(("traceparent", value)):
        pass

    assert made(exporter)[f"process {TOPIC}"].parent is None


def test_what_the_agent_does_not_sample_makes_no_spans(exporter: InMemorySpanExporter) -> None:
    with (
        begin(("traceparent", TRACEPARENT[1][:-1] + b"0")),
        observed(unobserved, FakeClock(NOW), "events.get"),
    ):
        pass

    assert not made(exporter)


def test_what_belongs_to_no_trace_makes_no_spans(exporter: InMemorySpanExporter) -> None:
    """Else each reading of a followed calendar would begin a trace."""
    with observed(unobserved, FakeClock(NOW), "events.list"), sending("changes", []):
        answered(200)

    assert not made(exporter)


def test_a_change_that_is_published_later_belongs_to_the_trace_it_carries(
    exporter: InMemorySpanExporter,
) -> None:
    with sending("changes", [TRACEPARENT]):
        pass

    parent = made(exporter)["send changes"].parent
    assert parent is not None
    assert (parent.trace_id, parent.span_id) == (TRACE, AGENT)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("succeeded", StatusCode.UNSET),
        ("repeated", StatusCode.UNSET),
        (Code.NO_SLOT, StatusCode.UNSET),
        (Code.GOOGLE_UNAVAILABLE, StatusCode.ERROR),
        (Code.INTERNAL, StatusCode.ERROR),
        ("dead_letter", StatusCode.ERROR),
    ],
)
def test_a_clear_no_is_no_error(exporter: InMemorySpanExporter, outcome: str, status: StatusCode) -> None:
    with begin() as span:
        span.ended(outcome)

    assert made(exporter)[f"process {TOPIC}"].status.status_code is status


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (EventNotFound(f"no event of {ADDRESS}"), "EventNotFound"),
        (Refused(Code.INSUFFICIENT_SCOPE, f"for {ADDRESS}"), "insufficient_scope"),
    ],
)
def test_an_error_of_google_shows_its_kind_and_never_its_text(
    exporter: InMemorySpanExporter, error: Exception, kind: str
) -> None:
    with pytest.raises(type(error)), begin(), observed(unobserved, FakeClock(NOW), "events.get"):
        raise error

    call, process = exporter.get_finished_spans()
    assert call.status.status_code is StatusCode.ERROR
    assert (call.attributes or {})["error.type"] == kind
    assert (process.attributes or {})["error.type"] == type(error).__name__
    assert ADDRESS not in call.to_json() + process.to_json()


def test_a_senders_clock_that_is_ahead_makes_no_wait_below_nothing(exporter: InMemorySpanExporter) -> None:
    with begin(waited=timedelta(seconds=-5)):
        pass

    assert (made(exporter)[f"process {TOPIC}"].attributes or {})["vai.waited_seconds"] == 0
