"""An HTTP answer as it came, before anybody says what it means.

Google has two shapes for errors, the token endpoint a third, and front ends answer in HTML
or not at all: whatever the body is, reading it never fails.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import ClientResponse

SUCCESS, CLIENT_ERROR = 2, 4
"""The hundreds of a status."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer, whatever is in it."""

    status: int
    body: Any = field(default=None, repr=False)
    """Decoded JSON, perhaps with a token in it; None for an empty body or one that is not JSON."""
    retry_after: str | None = None

    @property
    def is_success(self) -> bool:
        return self.status // 100 == SUCCESS

    @property
    def is_definite(self) -> bool:
        """Whether it says for sure what became of the request."""
        return self.is_success or (
            self.status // 100 == CLIENT_ERROR and self.status != HTTPStatus.REQUEST_TIMEOUT
        )

    @property
    def reason(self) -> str:
        """Google's word for what is wrong, from either shape of its errors or the token endpoint's; or ''."""
        match self.body:
            case {"error": {"errors": [{"reason": str(reason)}, *_]}}:
                return reason
            case {"error": {"details": list(details), **error}}:
                return first_reason(details) or str(error.get("status", ""))
            case {"error": {"status": str(reason)}} | {"error": str(reason)}:
                return reason
            case _:
                return ""

    def __str__(self) -> str:
        return f"{self.status} {self.reason}".rstrip()


def first_reason(details: list[Any]) -> str:
    """Return the reason of the first `google.rpc.ErrorInfo` among the details of the newer shape."""
    reasons = (str(one["reason"]) for one in details if isinstance(one, dict) and "reason" in one)
    return next(reasons, "")


async def read_answer(response: ClientResponse) -> HttpAnswer:
    """Read an answer of aiohttp's."""
    raw = await response.read()
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        body = None
    return HttpAnswer(response.status, body, response.headers.get("Retry-After"))
