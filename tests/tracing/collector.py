"""A collector of traces: OTLP over HTTP, as far as a worker needs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

LOOPBACK = "127.0.0.1"


@dataclass
class Collector:
    spans: list[Span] = field(default_factory=list)
    resources: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    is_frozen: bool = False
    _thawed: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    @asynccontextmanager
    async def listening(cls) -> AsyncIterator[Self]:
        collector = cls()
        app = web.Application()
        app.router.add_post("/v1/traces", collector.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, 0).start()
            collector.url = f"http://{LOOPBACK}:{runner.addresses[0][1]}/"
            yield collector
        finally:
            await runner.cleanup()

    def thaw(self) -> None:
        self._thawed.set()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.is_frozen:
            await self._thawed.wait()
        asked = ExportTraceServiceRequest.FromString(body)
        for of_resource in asked.resource_spans:
            self.resources.append(
                {each.key: each.value.string_value for each in of_resource.resource.attributes}
            )
            for of_scope in of_resource.scope_spans:
                self.spans.extend(of_scope.spans)
        return web.Response(content_type="application/x-protobuf")
