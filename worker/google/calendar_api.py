"""The Calendar API as Google describes it, turned into requests.

`discovery/calendar.v3.json` is Google's own discovery document, revision 20261030, as
distributed unchanged (Apache-2.0) with google-api-python-client 2.202.0. It ships with
this package because the whole client library is 110 MB of such documents, and because
fetching it would make every start depend on the network.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from aiogoogle.models import Request
from aiogoogle.resource import GoogleAPI, Method

from worker.google.call import METHODS, PATH_PARAMETERS, ApiMethod, Call

BARE_CHARACTERS = dict.fromkeys(PATH_PARAMETERS, "")
"""Of ids in a path, none: a `/` left bare would make it another path."""


@dataclass(frozen=True, slots=True)
class CalendarApi:
    """Builds requests. Method objects are made once: looking one up costs as much as a request."""

    methods: Mapping[ApiMethod, Method]

    @classmethod
    def at(cls, api_root: str, *, validate: bool = False) -> Self:
        """Load the description (5 ms, so call it in a thread) for a root that `calendar/v3/` is appended to.

        With `validate`, parameters and bodies are checked against it, which doubles the cost of a request.
        """
        document = json.loads((files("worker.google") / "discovery" / "calendar.v3.json").read_text())
        document["rootUrl"] = api_root.rstrip("/") + "/"
        api = GoogleAPI(document, validate)
        return cls({one: getattr(getattr(api, one.resource), one.verb) for one in METHODS})

    def request(self, call: Call, token: str, quota_user: str | None) -> Request:
        """Build a fresh request; `quota_user` is whom Google counts it against."""
        request: Request = self.methods[call.method](
            json=call.body,
            path_params_safe_chars=BARE_CHARACTERS,
            quotaUser=quota_user,
            **call.parameters,
        )
        request.headers["Authorization"] = f"Bearer {token}"
        if call.if_match is not None:
            request.headers["If-Match"] = call.if_match
        return request
