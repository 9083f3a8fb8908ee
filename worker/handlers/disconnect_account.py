"""Give a user's Google account back, and forget what is kept of the user.

The order matters. Channels are stopped while there is a grant to do it by, and the grant is given back
before it is forgotten. Up to there a failure of Google's means that nothing was done, and it can be asked
again: what Google did of it already is done, which is a success then. From there on only the store is
needed: what is much goes bit by bit, and the rest in the transaction of the answer. Whoever continues
after a crash does all of it again, and finds less.
"""

from dataclasses import dataclass

import structlog

from worker.domain.account import Account
from worker.errors import GoogleSaid, Refused, WorkerError
from worker.handlers.answer import Answer
from worker.handlers.progress import DisconnectProgress
from worker.messages.changes.account import AccountDisconnected, encode_account_record
from worker.messages.commands.disconnect_account import DisconnectAccount
from worker.messages.results.account import DisconnectedData
from worker.messages.sentences import DISCONNECTED, FORGOTTEN, WOULD_DISCONNECT, WOULD_FORGET
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.channels import Channels, ChannelToStop, Push
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands, Settlement, StoredAnswer
from worker.ports.departures import Departures
from worker.ports.grants import Consents, Grant, Grants


@dataclass(frozen=True, slots=True)
class DisconnectHandler:
    accounts: Accounts
    commands: Commands
    grants: Grants
    consents: Consents
    channels: Channels
    push: Push
    departures: Departures
    texts: Texts
    clock: Clock

    async def __call__(self, command: DisconnectAccount, claim: Claim | None) -> Answer:
        try:
            address, had_grant = await self._give_back(command, claim)
        except WorkerError as error:
            error.nothing_written = True  # nothing that doing it again would not do as well
            raise
        data = DisconnectedData(email=address)
        if claim is None:
            would = WOULD_DISCONNECT if had_grant else WOULD_FORGET
            return Answer(self.texts.say(command.locale, would, address=address), data)
        while await self.departures.forget_some(claim):
            pass
        farewell = self._record(command, address)
        done = DISCONNECTED if had_grant else FORGOTTEN
        sentence = self.texts.say(command.locale, done, address=address)
        return Answer(sentence, data, Settlement(farewell=farewell))

    async def _give_back(self, command: DisconnectAccount, claim: Claim | None) -> tuple[str, bool]:
        """Return the address, and whether there was a grant.

        Raise `Refused` where there is neither a grant nor a right to delegate.
        """
        begun = DisconnectProgress.load(claim.progress) if claim else None
        grant = await self.grants.of(command.user_id)
        address = begun.address if begun else await self._address(command.user_id, grant)
        if claim is None:
            return address, grant is not None
        if begun is None:
            await self.commands.save(claim, DisconnectProgress(address=address).dump())
        await self._stop_channels(Account(command.user_id, address, grant.id if grant else None))
        if grant is not None and not await self.grants.is_shared(grant):
            await self.consents.revoke(grant)
        return address, grant is not None

    async def _address(self, user_id: str, grant: Grant | None) -> str:
        if grant is not None:
            return grant.granted.address
        return (await self.accounts.account(user_id)).address

    async def _stop_channels(self, account: Account) -> None:
        for channel in await self.channels.end_all(account.user_id):
            await self._stop(account, channel)

    async def _stop(self, account: Account, channel: ChannelToStop) -> None:
        """Stop a channel. One that Google will not let us stop ends by itself, and nobody listens to it."""
        try:
            await self.push.stop(account, channel)
            await self.channels.stopped(channel)
        except (Refused, GoogleSaid) as error:
            structlog.get_logger().info("channel not stopped", error=type(error).__name__)

    def _record(self, command: DisconnectAccount, address: str) -> StoredAnswer:
        return encode_account_record(
            AccountDisconnected(
                user_id=command.user_id,
                email=address,
                conversation_id=command.conversation_id,
                as_of=self.clock.now(),
            )
        )
