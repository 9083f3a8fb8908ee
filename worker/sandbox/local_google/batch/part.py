"""One part of a batch: an HTTP request inside `application/http`, and its answer written likewise [S10]."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from http import HTTPStatus
from typing import Any

from multidict import CIMultiDict

from worker.sandbox.local_google.wire.refusals import Refusal

HTTP_PART = "application/http"
REQUEST_LINE = re.compile(r"(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/1\.[01])?")
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]+")
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CALENDAR = re.compile(r"^/calendar/v3/calendars/([^/?]+)")
EVENT = re.compile(r"^/calendar/v3/calendars/([^/?]+)/events/([^/?]+)")


@dataclass(frozen=True, slots=True)
class BatchPart:
    content_id: str | None
    method: str
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes

    @property
    def written_calendar(self) -> str | None:
        """The calendar, as the path spells it, that this part writes to."""
        named = CALENDAR.match(self.target)
        return named[1] if named and self.method in WRITES else None

    @property
    def event(self) -> tuple[str, str] | None:
        """The calendar and the event of the path, as it spells them."""
        named = EVENT.match(self.target)
        return (named[1], named[2]) if named else None

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the body says, if it is a JSON object."""
        try:
            decoded = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return decoded if isinstance(decoded, dict) else {}


@dataclass(frozen=True, slots=True)
class PartAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def refusing(cls, refusal: Refusal) -> "PartAnswer":
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        return cls(refusal.status, headers, json.dumps(refusal.body()).encode())

    def written(self, content_id: str | None) -> bytes:
        """Return the answer as a part, named after the part that it answers."""
        outer = [f"Content-Type: {HTTP_PART}"]
        outer += [f"Content-ID: {answer_id(content_id)}"] if content_id else []
        line = f"HTTP/1.1 {self.status} {_phrase(self.status)}"
        inner = [line, *(f"{name}: {text}" for name, text in self.headers.items())]
        inner.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*outer, "", *inner, "", ""]).encode() + self.body


def _phrase(status: int) -> str:
    """Return the words beside a status; one that a fault made up has none."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


def answer_id(content_id: str) -> str:
    """Return `response-…` for a Content-ID, inside its angle brackets if it has some."""
    if content_id.startswith("<"):
        return f"<response-{content_id[1:]}"
    return f"response-{content_id}"


def read_part(part: Message) -> BatchPart:
    """Read one part. Raise a 400 if there is no request in it."""
    payload = part.get_payload(decode=True)
    if part.get_content_type() != HTTP_PART or not isinstance(payload, bytes):
        raise bad_batch(f"Each part must be {HTTP_PART}.")
    head, *rest = BLANK_LINE.split(payload.lstrip(), maxsplit=1)
    line, _, fields = head.partition(b"\n")
    asked = REQUEST_LINE.fullmatch(line.decode(errors="replace").strip())
    if asked is None:
        raise bad_batch("A part has no HTTP request line.")
    if UNSENDABLE.search(asked["target"]):
        raise bad_batch("The URL of a part has control characters.")
    body = rest[0].strip() if rest else b""
    content_id = part.get("Content-ID")
    named = None if content_id is None else _sendable(str(content_id))
    return BatchPart(named, asked["method"], asked["target"], _headers(fields), body)


def _headers(fields: bytes) -> CIMultiDict[str]:
    """Return the headers inside a part; one that goes over several lines is put on one."""
    return CIMultiDict((name, _sendable(str(text))) for name, text in message_from_bytes(fields).items())


def _sendable(text: str) -> str:
    return UNSENDABLE.sub(" ", text)


def bad_batch(message: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "badRequest", message)
