"""`worker.ports.calendar.Accounts`, in memory."""

from dataclasses import dataclass, field

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused


@dataclass(slots=True)
class FakeAccounts:
    """Everybody whose id is an address acts for themselves, unless refused here."""

    refused: dict[str, Code] = field(default_factory=dict)

    async def account(self, user_id: str) -> Account:
        if user_id in self.refused or "@" not in user_id:
            raise Refused(self.refused.get(user_id, Code.ACCOUNT_NOT_CONNECTED), "no")
        return Account(user_id, user_id.lower())
