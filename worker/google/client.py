"""The one way out to the Calendar API.

Every call gets its credential first, then room in Google's quotas, then the assurance of its
lease, then at most one time-out's worth of waiting; a lease that outlasts the time-out outlasts
the call, however long it waited for room. A 401 is
tried once more with a fresh token, and nothing else is tried again here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession

from worker.domain.account import Account
from worker.google.calendar_api import CalendarApi
from worker.google.call import Call
from worker.google.delegation import quota_user_of
from worker.google.errors import error_of, is_throttle, lost, undecodable, wait_of
from worker.google.http_answer import HttpAnswer
from worker.google.limiter import UNLIMITED, Admission
from worker.google.observing import Observe, observed, unobserved
from worker.google.session import Departure, pooled
from worker.google.tokens import Credential, Credentials
from worker.ports.clock import Clock
from worker.tracing.spans import answered

T = TypeVar("T")

NOT_THERE = HttpAnswer(HTTPStatus.NOT_FOUND, {"error": "notFound"})


def never(_body: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class GoogleClient:
    api: CalendarApi
    http: ClientSession
    credentials: Credentials
    clock: Clock
    timeout: timedelta
    observe: Observe = unobserved
    admission: Admission = UNLIMITED

    async def send(
        self, account: Account, call: Call, read: Callable[[Any], T], is_large: Callable[[Any], bool] = never
    ) -> T:
        """Make a call for an account, and return what `read` makes of the answer's JSON.

        An answer that `is_large` is read in a thread. Raise one of `worker.errors`; a body that
        `read` cannot read is as good as no answer.
        """
        with observed(self.observe, self.clock, call.method.name):
            answer = NOT_THERE if call.names_nothing else await self._ask(account, call)
            if answer.status == HTTPStatus.UNAUTHORIZED:
                answer = await self._ask(account, call)
            if not answer.is_success:
                raise error_of(call, answer, self.clock.now())
            try:
                if is_large(answer.body):
                    return await asyncio.to_thread(read, answer.body)
                return read(answer.body)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                raise undecodable(call, error) from error

    async def _ask(self, account: Account, call: Call) -> HttpAnswer:
        credential = await self.credentials.credential(account, call.method)
        charged = credential.quota_user or quota_user_of(account.address)
        await self.admission.admit(charged, call.method.cost)
        if call.settle is not None:
            call = replace(call, body=call.settle())
        if call.lease is not None:
            call.lease.ensure(self.timeout)
        answer = await self._exchange(call, credential)
        answered(answer.status)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self.credentials.forget(account, call.method, credential)
        if is_throttle(answer):
            wait = wait_of(answer.retry_after, self.clock.now())
            await self.admission.slow_down(charged, answer.reason, wait)
        return answer

    async def _exchange(self, call: Call, credential: Credential) -> HttpAnswer:
        request = self.api.request(call, credential.token, credential.quota_user)
        departure = Departure()
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                response = await pooled(self.http, departure).send(
                    request, full_res=True, raise_for_status=False
                )
        except (TimeoutError, ClientError, OSError, UnicodeError) as error:
            raise lost(call, departure, error) from None  # its text may show headers
        return HttpAnswer(response.status_code, response.json, response.headers.get("Retry-After"))
