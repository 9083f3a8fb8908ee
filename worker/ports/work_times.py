"""What Google's calendars say of when people work: asked of the store only, never of Google.

It is read in the background some time after somebody wanted it, and again when it is a day old. So the
first command about somebody may know less than the next one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
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
NOBODY_KNOWN: Final[Mapping[str, GoogleHours]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose calendar is to be read, by whose account."""

    user_id: str
    email: str
    until: datetime
    """From then on somebody else may read it."""


class WorkTimes(Protocol):
    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        """Return what is known of these people; whoever is not in the answer has `NOTHING_KNOWN`.

        That they were asked about is remembered, so that what is missing or old is read soon.
        """
        ...

    async def due(self, limit: int) -> Sequence[Wanted]:
        """Take some of what is to be read, for a while: nobody else does so meanwhile."""
        ...

    async def keep(self, wanted: Wanted, heard: GoogleHours | None) -> None:
        """Keep what was read for a day. None: there was a definite no, and what was known before stays.

        Nothing happens where it is not wanted any more, or somebody else reads it by now.
        """
        ...

    async def put_off(self, wanted: Wanted, wait: timedelta) -> None:
        """Let it be read later."""
        ...


class PrimaryCalendars(Protocol):
    async def hours(self, account: Account, email: str) -> GoogleHours:
        """Ask Google about somebody's primary calendar. Raise what `worker.ports.calendar` names."""
        ...


class NoWorkTimes:
    """`WorkTimes` for whoever does not want Google's: nobody is known, and nothing is read."""

    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        del account, emails
        return NOBODY_KNOWN

    async def due(self, limit: int) -> Sequence[Wanted]:
        del limit
        return ()

    async def keep(self, wanted: Wanted, heard: GoogleHours | None) -> None:
        pass

    async def put_off(self, wanted: Wanted, wait: timedelta) -> None:
        pass


NO_WORK_TIMES: Final = NoWorkTimes()
