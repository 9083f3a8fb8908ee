"""Writes batches and reads their answers, as a client library does it."""

import json
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from aiohttp import ClientSession

from worker.sandbox.local_google.json_types import Json

BOUNDARY = "===parts"


@dataclass(frozen=True, slots=True)
class Part:
    """A call, as it stands inside a batch."""

    method: str
    path: str
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content_id: str | None = None

    def text(self) -> str:
        outer = ["Content-Type: application/http"]
        outer += [f"Content-ID: {self.content_id}"] if self.content_id else []
        inner = [f"{self.method} {self.path} HTTP/1.1"]
        inner += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is None:
            return "\n".join([*outer, "", *inner, "", ""])
        return "\n".join(
            [*outer, "", *inner, "Content-Type: application/json", "", json.dumps(self.body), ""]
        )


@dataclass(frozen=True, slots=True)
class Answered:
    content_id: str | None
    status: int
    headers: dict[str, str]
    body: Json | None

    @classmethod
    def of(cls, part: Message) -> "Answered":
        assert part.get_content_type() == "application/http"
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        line, _, rest = payload.partition(b"\r\n")
        head, _, body = rest.partition(b"\r\n\r\n")
        headers = dict(message_from_bytes(head).items())
        decoded = json.loads(body) if body.strip() else None
        return cls(part.get("Content-ID"), int(line.split()[1]), headers, decoded)

    @property
    def reason(self) -> str | None:
        return str(self.body["error"]["errors"][0]["reason"]) if self.body and "error" in self.body else None


@dataclass(frozen=True, slots=True)
class Batches:
    url: str
    session: ClientSession

    async def send(
        self, *parts: Part, token: str | None = None, headers: dict[str, str] | None = None
    ) -> list[Answered]:
        status, answered, body = await self.send_raw(written(*parts), token=token, more=headers)
        assert status == 200, body
        whole = message_from_bytes(f"Content-Type: {answered['Content-Type']}\r\n\r\n".encode() + body)
        assert whole.get_content_type() == "multipart/mixed"
        return [Answered.of(part) for part in whole.get_payload() if isinstance(part, Message)]

    async def send_raw(
        self,
        body: str,
        *,
        token: str | None = None,
        path: str = "batch/calendar/v3",
        more: dict[str, str] | None = None,
        content_type: str = f'multipart/mixed; boundary="{BOUNDARY}"',
    ) -> tuple[int, dict[str, str], bytes]:
        headers = {"Content-Type": content_type, **(more or {})}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.post(self.url + path, data=body.encode(), headers=headers) as response:
            return response.status, dict(response.headers), await response.read()


def written(*parts: Part) -> str:
    return "".join(f"--{BOUNDARY}\n{part.text()}\n" for part in parts) + f"--{BOUNDARY}--\n"
