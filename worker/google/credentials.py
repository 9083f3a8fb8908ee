"""What each account acts by: its grant if it has one, else delegation."""

from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.google.call import ApiMethod
from worker.google.delegation import TokenEndpoint, quota_user_of
from worker.google.refresh import RefreshEndpoint
from worker.google.tokens import Credential, DelegationKey, GrantKey, IssuedToken, TokenCache, TokenKey


@dataclass(frozen=True, slots=True)
class AccountCredentials:
    """`worker.google.tokens.Credentials`, for every account."""

    tokens: TokenCache

    async def credential(self, account: Account, method: ApiMethod) -> Credential:
        ensure_covered(account, method)
        token = await self.tokens.token(key_of(account, method))
        return Credential(token, None if account.grant_id else quota_user_of(account.address))

    def forget(self, account: Account, method: ApiMethod, credential: Credential) -> None:
        self.tokens.forget(key_of(account, method), credential.token)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Asks Google for a token, in the way that its key says."""

    delegation: TokenEndpoint
    grants: RefreshEndpoint

    async def __call__(self, key: TokenKey) -> IssuedToken:
        if isinstance(key, GrantKey):
            return await self.grants.issue(key)
        return await self.delegation.issue(key.address, key.scopes)


def key_of(account: Account, method: ApiMethod) -> TokenKey:
    """Return whose token a call needs. A grant's serves all of its scopes."""
    if account.grant_id is None:
        return DelegationKey(account.address, frozenset({method.scope}))
    return GrantKey(account.user_id, account.grant_id)


def ensure_covered(account: Account, method: ApiMethod) -> None:
    """Refuse what Google would refuse anyway."""
    if account.scopes is not None and account.scopes.isdisjoint(method.accepted):
        told = f"{method.name}: the grant lacks {method.scope}: consent to it is needed"
        raise Refused(Code.INSUFFICIENT_SCOPE, told)
