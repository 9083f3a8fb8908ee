"""OpenTelemetry's pipeline from a span to a collector. An extra: imported only where it is used."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SERVICE = "vai-calendar-worker"
PATH = "v1/traces"
"""OTLP's, below the address of a collector."""


def provider_to(endpoint: str, version: str, replica: str) -> TracerProvider:
    provider = TracerProvider(
        resource=resource(version, replica),
        shutdown_on_exit=False,  # it would wait for half a minute; `exporting` closes it
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint + PATH)))
    return provider


def resource(version: str, replica: str) -> Resource:
    """Say who makes the spans. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` go before."""
    ours = {"service.name": SERVICE, "service.version": version, "service.instance.id": replica}
    return Resource(ours).merge(OTELResourceDetector().detect())
