"""`worker.ports.calendars.Calendars`, in memory: it passes the same tests as PostgreSQL's adapter."""

from dataclasses import dataclass, field

from tests.fakes.store_commands import FakeCommands
from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey
from worker.ports.commands import Claim, OwnEvent, Settlement


@dataclass(slots=True)
class FakeCalendars:
    commands: FakeCommands
    infos: dict[tuple[Account, str], CalendarInfo] = field(default_factory=dict)
    own: list[tuple[str, OwnEvent]] = field(default_factory=list)
    """Events that this system made, and for which user."""

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)

    async def known(self, account: Account, calendar_id: str) -> CalendarInfo | None:
        return self.infos.get((account, calendar_id))

    async def remember(self, account: Account, calendar_id: str, info: CalendarInfo) -> None:
        self.infos |= dict.fromkeys(((account, calendar_id), (account, info.id)), info)

    async def follow_ups(self, meeting: EventKey) -> list[EventKey]:
        return [own.key for _, own in self.own if own.meeting == meeting]

    async def home_of(self, user_id: str, event_id: str) -> str | None:
        homes = (
            own.key.calendar_id for user, own in self.own if (user, own.key.event_id) == (user_id, event_id)
        )
        return next(homes, None)

    def _settle(self, claim: Claim, settlement: Settlement) -> None:
        self.own += [(claim.user_id, own) for own in settlement.made]
