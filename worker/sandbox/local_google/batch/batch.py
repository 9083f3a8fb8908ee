"""`POST /batch/calendar/v3`: up to a thousand calls in one request [S10].

Every part goes to this server as a call of its own, so a batch saves connections and no quota.
Answers stand in the order of the parts; the order of execution is nobody's promise.
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from http import HTTPStatus
from urllib.parse import unquote

from aiohttp import ClientError, ClientSession, web
from multidict import CIMultiDict
from yarl import URL

from worker.sandbox.local_google.batch.part import BatchPart, PartAnswer, bad_batch, read_part
from worker.sandbox.local_google.own_server import SESSION, own_url
from worker.sandbox.local_google.wire.gate import Gate
from worker.sandbox.local_google.wire.refusals import Refusal, not_found

PATH = "/batch/calendar/v3"
MOST_PARTS = 1000
API = "/calendar/v3/"
MULTIPART = "multipart/mixed"
OF_THE_CONNECTION = frozenset({"host", "connection", "transfer-encoding", "accept-encoding", "expect"})
ANSWERED = ("Content-Type", "ETag", "Retry-After", "Location", "Vary")
"""The headers of an answer that mean something inside a batch."""
WORKING_LOCATION = "workingLocation"


@dataclass(frozen=True, slots=True)
class Batch:
    gate: Gate

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a batch. A `Refusal` is of the whole; a part's error stands in its own answer."""
        parts = read_parts(request.headers.get("Content-Type", ""), await request.read())
        sender = Sender(request.app[SESSION], own_url(request), shared_headers(request))
        try:
            answers = await self._answers(parts, sender)
        except ClientError:  # a fault dropped the connection of a part: the batch shares its fate
            return _dropped(request)
        return _mixed([answer.written(part.content_id) for part, answer in zip(parts, answers, strict=True)])

    async def _answers(self, parts: list[BatchPart], sender: "Sender") -> list[PartAnswer]:
        behaviour = self.gate.world.behaviour
        order = list(enumerate(parts))
        written: Counter[str | None] = Counter()
        answers: dict[int, PartAnswer] = {}
        for place, part in reversed(order) if behaviour.batch_reversed else order:
            calendar, limit = part.written_calendar, behaviour.batch_conflicts_after
            written[calendar] += 1
            crowded = calendar is not None and limit is not None and written[calendar] > limit
            refusal = Refusal(HTTPStatus.CONFLICT, "conflict") if crowded else self._refusal(part)
            answers[place] = PartAnswer.refusing(refusal) if refusal else await sender.send(part)
        return [answers[place] for place in range(len(parts))]

    def _refusal(self, part: BatchPart) -> Refusal | None:
        """Return what keeps a part from being called at all."""
        if not part.target.startswith("/"):
            return bad_batch("The URL of a part is a path without scheme and host.")
        if not part.target.startswith(API):
            return not_found()
        if self._writes_working_location(part):
            return bad_batch("Working locations cannot be written through a batch.")  # [S22]
        return None

    def _writes_working_location(self, part: BatchPart) -> bool:
        if part.written_calendar is None:
            return False
        return WORKING_LOCATION in (part.fields.get("eventType"), self._kept_type(part))

    def _kept_type(self, part: BatchPart) -> str | None:
        """Return the type of the event that a part names, if there is such an event."""
        if part.event is None:
            return None
        calendar_id, event_id = map(unquote, part.event)
        owners = self.gate.world.calendars.values()
        copies = [one.copies.get(event_id) for one in owners if calendar_id in {"primary", one.id}]
        types = {copy.meeting.shared["eventType"] for copy in copies if copy}
        return WORKING_LOCATION if WORKING_LOCATION in types else None


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends parts to the server itself."""

    session: ClientSession
    url: str
    shared: CIMultiDict[str]

    async def send(self, part: BatchPart) -> PartAnswer:
        headers = CIMultiDict(self.shared)
        headers.update(
            {name: text for name, text in part.headers.items() if name.lower() not in OF_THE_CONNECTION}
        )
        headers.pop("Content-Length", None)
        address = URL(self.url.rstrip("/") + part.target, encoded=True)
        async with self.session.request(
            part.method, address, headers=headers, data=part.body or None, allow_redirects=False
        ) as response:
            told = {name: response.headers[name] for name in ANSWERED if name in response.headers}
            return PartAnswer(response.status, told, await response.read())


def shared_headers(request: web.Request) -> CIMultiDict[str]:
    """Return the outer headers that count for every part: all but `Content-…` and the connection's."""
    return CIMultiDict(
        (name, text)
        for name, text in request.headers.items()
        if not name.lower().startswith("content-") and name.lower() not in OF_THE_CONNECTION
    )


def read_parts(content_type: str, body: bytes) -> list[BatchPart]:
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    if whole.get_content_type() != MULTIPART or not whole.is_multipart():
        raise bad_batch(f"A batch is {MULTIPART} with a boundary.")
    messages = [message for message in whole.get_payload() if isinstance(message, Message)]
    if len(messages) > MOST_PARTS:
        raise bad_batch(f"A batch has at most {MOST_PARTS} parts.")
    return [read_part(message) for message in messages]


def _mixed(parts: list[bytes]) -> web.Response:
    boundary = f"batch_{uuid.uuid4().hex}"
    separator = f"--{boundary}".encode()
    body = b"".join(separator + b"\r\n" + part + b"\r\n" for part in parts) + separator + b"--"
    return web.Response(body=body, headers={"Content-Type": f"{MULTIPART}; boundary={boundary}"})


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
