"""Finds out what became of writes whose answer was lost, and answers those who wait for it.

A withheld command is run again from its stored body and progress until its outcome is known,
or until it has been withheld for so long that the answer is `outcome_unknown`. Its result
goes to every record that waits, by whichever replica finds it unsent.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from worker.codes import Code
from worker.engine.claiming import Claiming
from worker.engine.execution import LOOK_AGAIN, Handler
from worker.engine.replies import Replies
from worker.engine.results import Results
from worker.engine.trial import in_doubt, settlement_of
from worker.errors import (
    BrokerUnavailable,
    FatalError,
    LeaseLost,
    RecordTooLarge,
    Refused,
    TransientError,
)
from worker.handlers.answer import Answer
from worker.messages.commands.known import AnyCommand
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, reopen
from worker.ports.clock import Clock
from worker.ports.commands import Commands, ReplyTo, Waiting, WithheldCommand

AT_ONCE = 20
AFTER_A_DEFECT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reconciler:
    handle: Handler
    commands: Commands
    claiming: Claiming
    replies: Replies
    results: Results
    clock: Clock
    defaults: Defaults
    give_up_after: timedelta = timedelta(hours=24)

    async def reconcile_due(self) -> bool:
        """Try the withheld commands that are due once. Return whether there may be more."""
        due = await self.commands.due(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for withheld in due:
                tasks.create_task(self._reconcile(withheld))
        return len(due) == AT_ONCE

    async def send_unsent(self) -> bool:
        """Publish results to the records that wait for them. Return whether there may be more."""
        unsent = await self.commands.unsent(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(self._send(waiting)) for waiting in unsent]
        return len(unsent) == AT_ONCE and all(each.result() for each in sending)

    async def _send(self, waiting: Waiting) -> bool:
        """Answer whoever can be reached; the others come up again. Return whether that was all."""
        sent = [reply for reply in waiting.replies if await self._is_over(waiting, reply)]
        if sent:
            await self.commands.sent(replace(waiting, replies=sent))
        return len(sent) == len(waiting.replies)

    async def _is_over(self, waiting: Waiting, reply: ReplyTo) -> bool:
        """Send a result, and return whether its record waits no longer."""
        try:
            await self.replies.send(waiting.answer, reply)
        except RecordTooLarge as error:  # the record is long done; the result stays stored, for a repeat
            self._log_unsent(waiting, reply, error)
        except BrokerUnavailable as error:
            self._log_unsent(waiting, reply, error)
            return False
        return True

    def _log_unsent(self, waiting: Waiting, reply: ReplyTo, error: Exception) -> None:
        structlog.get_logger().error(
            "result not sent", command_id=waiting.command_id, source=reply.source, error=str(error)
        )

    async def _reconcile(self, withheld: WithheldCommand) -> None:
        try:
            async with self.claiming.given_back_on_failure(withheld.claim):
                await self._try(withheld)
        except (LeaseLost, TransientError) as error:  # it comes up again once the claim has ended
            command_id = withheld.request.command_id
            structlog.get_logger().warning("reconciliation put off", command_id=command_id, error=str(error))

    async def _try(self, withheld: WithheldCommand) -> None:
        envelope = reopen(withheld.request.body)
        end = await self._end_of(withheld, envelope)
        if isinstance(end, timedelta):
            await self.commands.withhold(withheld.claim, None, end, None)
            return
        settlement = settlement_of(end) if isinstance(end, Refused) else end.settlement
        traced = replace(settlement, trace=withheld.trace)
        await self.commands.finish(withheld.claim, self.results.stored(envelope, end), traced)

    async def _end_of(self, withheld: WithheldCommand, envelope: Envelope) -> Answer | Refused | timedelta:
        """Return the end, or how long to wait before it is looked for again."""
        if withheld.is_forgotten:
            return Refused(
                Code.OUTCOME_UNKNOWN, "the account was disconnected before it was known what was done"
            )
        try:
            claim = replace(withheld.claim, trace=withheld.trace)
            return await self.handle(self._command(envelope), claim)
        except Refused as refused:
            end = in_doubt(refused)
            return end if isinstance(end, Refused) else self._given_up(withheld) or LOOK_AGAIN
        except (LeaseLost, FatalError):
            raise
        except TransientError as error:
            return self._given_up(withheld) or error.retry_after or LOOK_AGAIN
        except Exception as defect:  # noqa: BLE001  (the other withheld commands go on)
            command_id = withheld.request.command_id
            structlog.get_logger().error(
                "defect in a withheld command", command_id=command_id, exc_info=defect
            )
            return self._given_up(withheld) or AFTER_A_DEFECT

    def _command(self, envelope: Envelope) -> AnyCommand:
        """Read what was a good command when it came: its meeting type may have left the settings since."""
        try:
            return envelope.command(replace(self.defaults, takes_any_type=True)).command
        except Refused as refused:
            raise ValueError("a stored command can no longer be read") from refused

    def _given_up(self, withheld: WithheldCommand) -> Refused | None:
        if self.clock.now() < withheld.withheld_since + self.give_up_after:
            return None
        return Refused(Code.OUTCOME_UNKNOWN, "Google never said whether the write took effect")
