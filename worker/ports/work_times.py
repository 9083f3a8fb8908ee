"""What Google's calendars say of when people work: asked of the store only, never of Google.

It is read in the background some time after somebody wanted it, and again when it is a day old. So the
first command about somebody may know less than the next one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from worker.domain.account import Account
from worker.domain.working_hours import Hours


@dataclass(frozen=True, slots=True)
class GoogleHours:
    """What a primary calendar says, as far as it does and the account may see it."""

    zone: ZoneInfo | None = None
    hours: Hours | None = None
    """None where none are set, or where their use is switched off."""


NOTHING_KNOWN: Final = GoogleHours()


class WorkTimes(Protocol):
    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        """Return what is known of these people; whoever is not in the answer has `NOTHING_KNOWN`.

        That they were asked about is remembered, so that what is missing or old is read soon.
        """
        ...
