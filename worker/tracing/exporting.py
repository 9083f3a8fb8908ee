"""Sending spans to a collector: on where an address is given, and then only with the extra `otel`.

Spans leave from a thread of their own, in batches, through a queue that drops what it cannot
hold. A collector that is slow, frozen or gone costs spans and nothing else. What is not set
here is OpenTelemetry's own business, and its own variables (`OTEL_…`) hold for it.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from worker.errors import Misconfigured
from worker.ports.clock import Clock
from worker.tracing.spans import in_force

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

CLOSE_WITHIN = timedelta(seconds=2)
"""For what is still to be exported when the worker stops."""
MISSING = "VAI_TRACING__OTLP_ENDPOINT needs OpenTelemetry: pip install 'vai-calendar-worker[otel]'"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who makes the spans."""

    version: str
    replica: str
    group_id: str


@asynccontextmanager
async def exporting(
    endpoint: str | None, origin: Origin, clock: Clock, close_within: timedelta = CLOSE_WITHIN
) -> AsyncIterator[None]:
    """Export the spans of this task, and of all that it begins meanwhile, to an OTLP collector.

    `endpoint` is the collector's address, as `http://host:4318/`; None exports nothing. Raise
    `Misconfigured` if OpenTelemetry is not installed.
    """
    if endpoint is None:
        yield
        return
    provider = await asyncio.to_thread(opened, endpoint, origin)
    try:
        with_spans_of(provider, origin, clock)
        yield
    finally:
        in_force.set(None)
        await closed(provider, close_within)


def opened(endpoint: str, origin: Origin) -> "TracerProvider":
    """Import OpenTelemetry, which takes a moment, and start its thread."""
    try:
        from worker.tracing.otlp import provider_to  # noqa: PLC0415  (an extra: it may be absent)
    except ImportError as error:
        raise Misconfigured(MISSING) from error
    return provider_to(endpoint, origin.version, origin.replica)


def with_spans_of(provider: "TracerProvider", origin: Origin, clock: Clock) -> None:
    from worker.tracing.otel import OtelTracing  # noqa: PLC0415  (the same)

    in_force.set(OtelTracing(provider.get_tracer("worker", origin.version), clock, origin.group_id))


async def closed(provider: "TracerProvider", within: timedelta) -> None:
    """Export what is left, but wait no longer than that: the thread ends with the process."""
    closing = threading.Thread(target=provider.shutdown, name="closing traces", daemon=True)
    closing.start()
    await asyncio.to_thread(closing.join, within.total_seconds())
