"""A worker process, a collector, and the trace of one command from the agent to the result."""

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.support.agent import Agent
from tests.tracing.collector import Collector
from tests.wire.meetings import meeting, new_person
from worker.engine.record import Record
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

TRACE, AGENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{AGENT}-01".encode()


async def trace_of_a_meeting(stage: Stage, collector: Collector) -> tuple[str, list[Record]]:
    """Let a worker schedule a meeting and stop. Return whose it is, and its results: it was asked twice."""
    person = await new_person(stage, "ana")
    body = meeting(person)
    worker = stage.worker(VAI_TRACING__OTLP_ENDPOINT=collector.url)
    async with running(worker), Agent.on(stage) as agent:
        for count in (1, 2):
            await agent.send(body, headers={"traceparent": TRACEPARENT})
            results = await agent.results(body["command_id"], count)
        await agent.on_topic(stage.topics.changes, 1)
    return person, results


def named(spans: list[Span], name: str) -> list[Span]:
    """Return the spans of that name, in the order in which they began."""
    return sorted((span for span in spans if span.name == name), key=lambda span: span.start_time_unix_nano)


def children(spans: list[Span], of: Span) -> list[Span]:
    return [span for span in spans if span.parent_span_id == of.span_id]


async def test_a_trace_goes_from_the_agent_by_the_lane_and_google_to_the_result(stage: Stage) -> None:
    async with Collector.listening() as collector:
        person, results = await trace_of_a_meeting(stage, collector)

    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    records = named(collector.spans, f"process {stage.topics.of_group('schedule')}")
    (change,) = named(collector.spans, f"send {stage.topics.changes}")
    assert {span.parent_span_id.hex() for span in (*records, change)} == {AGENT}
    first, again = ({span.name for span in children(collector.spans, each)} for each in records)
    assert {"google events.insert", f"send {stage.topics.results}"} <= first
    assert again == {f"send {stage.topics.results}"}
    assert all(dict(result.headers)["traceparent"] == TRACEPARENT for result in results)
    assert results[0].headers == results[1].headers
    assert not any(person in str(span) for span in collector.spans)
