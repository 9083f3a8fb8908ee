"""Where Google posts its notifications: the one way in that strangers reach.

A notification is answered at once, by its headers alone. 204 takes it; to 503 Google comes again
after a while. Whatever we do not believe is a 404, for an unknown channel and for a wrong token
alike, and Google does not repeat that. What was wrong is told to nobody outside.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from pydantic import SecretStr

from worker.engine.complaints import Complaints
from worker.errors import StoreUnavailable
from worker.handlers.notifications import Notification, Verdict

PATH = "/webhooks/google/calendar"

Hear = Callable[[Notification], Awaitable[Verdict]]
Observe = Callable[[str], None]
"""Hears what each notification came to: a `Verdict`, or `unavailable`."""


class NotBelieved(Exception):
    """Somebody posts who is not Google, or Google does about a channel that we know no more."""


@dataclass(frozen=True, slots=True)
class Webhook:
    hear: Hear
    observe: Observe
    complaints: Complaints

    async def answer(self, request: web.Request) -> web.Response:
        status = await self._status(notification_of(request))
        response = web.Response(status=status)
        if request.can_read_body:  # nobody reads it, so nothing else can follow on this connection
            response.force_close()
        return response

    async def _status(self, notification: Notification) -> HTTPStatus:
        try:
            verdict = await self.hear(notification)
        except StoreUnavailable as error:
            self.observe("unavailable")
            self.complaints.warn("notification put off", error, str(error))
            return HTTPStatus.SERVICE_UNAVAILABLE
        self.observe(verdict)
        if verdict is not Verdict.UNKNOWN:
            return HTTPStatus.NO_CONTENT
        self.complaints.warn("notification not believed", NotBelieved(), "no channel and token of ours")
        return HTTPStatus.NOT_FOUND


def notification_of(request: web.Request) -> Notification:
    """Read the headers; one that is missing is empty, and then it is nobody's notification."""

    def header(name: str) -> str:
        return request.headers.get(f"X-Goog-{name}", "")

    return Notification(header("Channel-ID"), SecretStr(header("Channel-Token")), header("Resource-ID"))
