"""Turn a user's consent into a grant, and act for the user's Google account from then on.

A code is worth a grant, once, and for some minutes; so it is stored nowhere, and this command is never
withheld. Grant, progress and record are stored together: until then nothing is known to have been done,
and a code that was spent by a run which ended before that is lost. That is what the answer says then.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from worker.codes import Code
from worker.errors import KeyMissing, Refused, StoreUnavailable, TransientError, WorkerError
from worker.handlers.answer import Answer
from worker.handlers.progress import ConnectProgress
from worker.messages.changes.account import AccountConnected, encode_account_record
from worker.messages.commands.connect_account import ConnectAccount
from worker.messages.results.account import ConnectedData
from worker.messages.sentences import CONNECTED, CONNECTED_WITHOUT, WOULD_CONNECT
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.commands import Claim, StoredAnswer
from worker.ports.grants import Consent, Consents, Grant, Granted, Grants

KEEP_WITHIN = timedelta(seconds=20)
"""What a code was spent for is not thrown away because the database is away for a moment."""
KEEP_AGAIN = timedelta(seconds=1)

MissingScopes = Callable[[Collection[str]], tuple[str, ...]]
"""Returns what a consent should have covered and does not."""


@dataclass(frozen=True, slots=True)
class ConnectHandler:
    consents: Consents
    grants: Grants
    missing_scopes: MissingScopes
    texts: Texts
    clock: Clock

    async def __call__(self, command: ConnectAccount, claim: Claim | None) -> Answer:
        if claim is None:
            nothing = ConnectedData(email=None, granted_scopes=(), missing_scopes=())
            return Answer(self.texts.say(command.locale, WOULD_CONNECT), nothing)
        done = ConnectProgress.load(claim.progress)
        connected = done or await self._connect(command, claim)
        data = ConnectedData(
            email=connected.address,
            granted_scopes=connected.granted_scopes,
            missing_scopes=connected.missing_scopes,
        )
        sentence = CONNECTED_WITHOUT if data.missing_scopes else CONNECTED
        return Answer(self.texts.say(command.locale, sentence, address=connected.address), data)

    async def _connect(self, command: ConnectAccount, claim: Claim) -> ConnectProgress:
        try:
            granted = await self._exchange(command, claim)
            before = await self._before(command.user_id)
            connected = self._progress(granted)
            await self._keep(claim, granted, connected, self._record(command, claim, connected))
        except WorkerError as error:
            error.nothing_written = True  # what is kept is stored with the progress, or not at all
            raise
        await self._part_with(before, granted)
        return connected

    async def _exchange(self, command: ConnectAccount, claim: Claim) -> Granted:
        consent = Consent(command.code, command.code_verifier, command.redirect_uri)
        try:
            return await self.consents.exchange(consent)
        except Refused as refused:
            if refused.code is not Code.CONSENT_FAILED or claim.fence == 1:
                raise
            detail = (
                f"{refused.detail}; an earlier run of this command, which was cut short, may have spent it"
            )
            raise Refused(refused.code, detail) from refused

    async def _keep(
        self, claim: Claim, granted: Granted, connected: ConnectProgress, record: StoredAnswer
    ) -> None:
        until = self.clock.monotonic() + KEEP_WITHIN.total_seconds()
        while True:
            try:
                return await self.grants.keep(claim, granted, connected.dump(), record)
            except StoreUnavailable:
                if self.clock.monotonic() >= until:
                    raise
            await self.clock.sleep(KEEP_AGAIN)

    async def _before(self, user_id: str) -> Grant | None:
        """Return the grant that is about to be replaced, if it can be read."""
        try:
            return await self.grants.of(user_id)
        except (KeyMissing, Refused, StoreUnavailable):
            return None

    async def _part_with(self, before: Grant | None, granted: Granted) -> None:
        """Give back the grant of another Google account. One of the same account ends with the new one.

        Nobody acts by it any more, so to fail is no harm: the person can take it back, and Google does
        after half a year without use.
        """
        if before is None or before.granted.subject == granted.subject:
            return
        try:
            if not await self.grants.is_shared(before):
                await self.consents.revoke(before)
        except (TransientError, Refused) as error:
            structlog.get_logger().warning("former grant not given back", error=type(error).__name__)

    def _progress(self, granted: Granted) -> ConnectProgress:
        return ConnectProgress(
            address=granted.address,
            granted_scopes=tuple(sorted(granted.scopes)),
            missing_scopes=self.missing_scopes(granted.scopes),
        )

    def _record(self, command: ConnectAccount, claim: Claim, connected: ConnectProgress) -> StoredAnswer:
        record = encode_account_record(
            AccountConnected(
                user_id=command.user_id,
                email=connected.address,
                conversation_id=command.conversation_id,
                as_of=self.clock.now(),
                granted_scopes=connected.granted_scopes,
                missing_scopes=connected.missing_scopes,
            )
        )
        return replace(record, headers=record.headers + claim.trace)
