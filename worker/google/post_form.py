"""A form sent to one of Google's identity endpoints, and answered in time or not at all."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientError, ClientSession

from worker.errors import GoogleUnavailable
from worker.google.http_answer import HttpAnswer, read_answer


@dataclass(frozen=True, slots=True)
class Poster:
    http: ClientSession
    timeout: timedelta

    async def post(self, uri: str, form: Mapping[str, str], about: str) -> HttpAnswer:
        """Send a form, which may hold secrets. No redirect is followed: they are for this address alone.

        Raise `GoogleUnavailable`, which says what it is `about` and nothing of the form.
        """
        try:
            async with (
                asyncio.timeout(self.timeout.total_seconds()),
                self.http.post(uri, data=form, allow_redirects=False) as response,
            ):
                return await read_answer(response)
        except (TimeoutError, ClientError, OSError) as error:
            raise GoogleUnavailable(
                f"{about}: {type(error).__name__}"
            ) from None  # its text may show the form
