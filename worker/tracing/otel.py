"""Spans by OpenTelemetry, in the words of its conventions for messaging. It is imported where it is used.

The agent's span is the parent of a record's, however long the record waited: one command has
one result, and its trace is to stay in one piece. The wait is an attribute. A call or a
sending that belongs to no trace gets no span; background work would begin one every second.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from opentelemetry.context import Context
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AnyValue, Attributes

from worker.codes import Code
from worker.ports.clock import Clock
from worker.tracing import spans
from worker.tracing.spans import NO_SPAN, Headers, Source

FAILURES = frozenset({"dead_letter", *(code for code in Code if code.is_failure)})
"""Outcomes of a record that are errors. A clear no is an answer, and none."""
CARRIED = ("traceparent", "tracestate")
PROPAGATOR = TraceContextTextMapPropagator()


def is_ok(outcome: str) -> bool:
    return outcome == "ok"


@dataclass(slots=True)
class Recording:
    """`worker.tracing.spans.Span`."""

    span: Span
    is_well: Callable[[str], bool]
    """Whether an outcome is none to worry about."""
    _has_ended: bool = False

    def ended(self, outcome: str) -> None:
        self._has_ended = True
        self.span.set_attribute("vai.outcome", outcome)
        if not self.is_well(outcome):
            self._failed(outcome)

    def raised(self, error: BaseException) -> None:
        if not self._has_ended:
            self._failed(type(error).__name__)

    def note(self, **facts: str | float | None) -> None:
        for name, value in facts.items():
            if value is not None:
                self.span.set_attribute(f"vai.{name}", value)

    def _failed(self, kind: str) -> None:
        self.span.set_attribute("error.type", kind)
        self.span.set_status(Status(StatusCode.ERROR))  # without words: they may name people


@dataclass(frozen=True, slots=True)
class OtelTracing:
    """`worker.tracing.spans.Tracing`."""

    tracer: Tracer
    clock: Clock
    group_id: str

    def processing(self, source: Source, headers: Headers) -> AbstractContextManager[spans.Span]:
        waited = (self.clock.now() - source.sent).total_seconds()
        attributes: dict[str, AnyValue] = {
            "messaging.system": "kafka",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": source.topic,
            "messaging.destination.partition.id": str(source.partition),
            "messaging.kafka.offset": source.offset,
            "messaging.consumer.group.name": self.group_id,
            "vai.waited_seconds": max(0.0, waited),  # below zero, the sender's clock is ahead
        }
        name, context = f"process {source.topic}", context_of(headers)
        return self._span(name, SpanKind.CONSUMER, attributes, context, lambda end: end not in FAILURES)

    def calling(self, method: str) -> AbstractContextManager[spans.Span]:
        if not belongs_to_a_trace():
            return NO_SPAN
        return self._span(f"google {method}", SpanKind.CLIENT, {"vai.google.method": method})

    def answered(self, status: int) -> None:
        get_current_span().set_attribute("http.response.status_code", status)

    def sending(self, topic: str, headers: Headers) -> AbstractContextManager[spans.Span]:
        context = None if belongs_to_a_trace() else context_of(headers)
        if not belongs_to_a_trace(context):
            return NO_SPAN
        attributes = {
            "messaging.system": "kafka",
            "messaging.operation.name": "send",
            "messaging.operation.type": "send",
            "messaging.destination.name": topic,
        }
        return self._span(f"send {topic}", SpanKind.PRODUCER, attributes, context)

    @contextmanager
    def _span(
        self,
        name: str,
        kind: SpanKind,
        attributes: Attributes,
        context: Context | None = None,
        is_well: Callable[[str], bool] = is_ok,
    ) -> Iterator[Recording]:
        with self.tracer.start_as_current_span(
            name,
            context,
            kind,
            attributes,
            record_exception=False,  # the text of an error may name people
            set_status_on_exception=False,
        ) as span:
            recording = Recording(span, is_well)
            try:
                yield recording
            except BaseException as error:
                recording.raised(error)
                raise


def belongs_to_a_trace(context: Context | None = None) -> bool:
    return get_current_span(context).get_span_context().is_valid


def context_of(headers: Headers) -> Context:
    """Read the W3C trace context; one that is none is as good as absent."""
    carrier = {name: value.decode("latin-1") for name, value in headers if name in CARRIED}
    return PROPAGATOR.extract(carrier, Context())
