"""`worker.ports.calendar.Accounts`, with grants: a user who has one acts by it, else by delegation.

A grant that is dead is not made up for by delegation: the user, or Google, took it back.
"""

from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.ports.calendar import Accounts
from worker.ports.grants import Grants


@dataclass(frozen=True, slots=True)
class GrantAccounts:
    grants: Grants
    otherwise: Accounts
    """Of users without a grant."""

    async def account(self, user_id: str) -> Account:
        grant = await self.grants.of(user_id)
        if grant is None:
            return await self.otherwise.account(user_id)
        if grant.is_broken:
            raise Refused(Code.REAUTHORIZATION_REQUIRED, "the grant has died: only a new consent helps")
        return Account(user_id, grant.granted.address, grant.id, grant.granted.scopes)
