"""Do what an answered command still owes: a follow-up to be made, moved, or deleted.

An errand may run twice and at any time; its event's id and version make that harmless.
What cannot be done yet is put off, and for longer where a quota or a grant stands in the way.
A meeting that is cancelled meanwhile turns the making of its follow-up into a deletion, in the
store: so what is made a moment too late goes again, whoever dies.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.errors import GoogleSaid, LeaseLost, Refused, TransientError
from worker.handlers.follow_up_moves import AnotherVersion, FollowUpMoves
from worker.handlers.follow_ups import FollowUps, as_cancelled
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Chore, ChoreAction, Observation
from worker.ports.outbox import Chores
from worker.ports.stored_draft import unpack_draft

AT_ONCE = 20
START_WITHIN = timedelta(minutes=1)
"""An errand is taken for two minutes; no call starts in the second of them."""
SOON = timedelta(seconds=30)
LATER = timedelta(hours=1)
AT_ONCE_AGAIN = timedelta(0)


@dataclass(frozen=True, slots=True)
class Turn:
    """The lease of an errand: nobody else takes it before the turn is over."""

    clock: Clock
    until: datetime

    @property
    def is_over(self) -> bool:
        return self.clock.now() >= self.until

    def ensure(self, duration: timedelta) -> None:
        if self.clock.now() + duration > self.until:
            raise LeaseLost("the errand has taken too long")


@dataclass(frozen=True, slots=True)
class Errands:
    accounts: Accounts
    follow_ups: FollowUps
    follow_up_moves: FollowUpMoves
    chores: Chores
    clock: Clock

    async def run_due(self) -> bool:
        """Do what is due. Return whether there may be more."""
        turn = Turn(self.clock, self.clock.now() + START_WITHIN)
        due = await self.chores.due(AT_ONCE)
        for chore in due:
            if turn.is_over:
                break  # the rest comes again by itself, to whoever has the time
            await self._run(chore, turn)
        return len(due) == AT_ONCE

    async def _run(self, chore: Chore, turn: Turn) -> None:
        try:
            account = await self.accounts.account(chore.user_id)
            event = await self._do(account, chore, turn)
        except AnotherVersion as other:
            await self.chores.postpone(other.chore, AT_ONCE_AGAIN)
        except (TransientError, LeaseLost) as error:
            await self._put_off(chore, SOON, error)
        except (Refused, GoogleSaid) as error:
            await self._put_off(chore, LATER, error)
        else:
            await self.chores.done(chore, [self._observed(account, chore, event)] if event else [])

    async def _do(self, account: Account, chore: Chore, turn: Turn) -> CalendarEvent | None:
        match chore.action:
            case ChoreAction.CREATE_FOLLOW_UP:
                draft = unpack_draft(chore.draft or b"")
                return await self.follow_ups.create(account, chore.event.calendar_id, draft, turn)
            case ChoreAction.DELETE_FOLLOW_UP:
                gone = await self.follow_ups.delete(account, chore.event, turn)
                return as_cancelled(gone) if gone else None
            case ChoreAction.MOVE_FOLLOW_UP:
                return await self.follow_up_moves.carry_on(account, chore, turn)

    async def _put_off(self, chore: Chore, wait: timedelta, error: Exception) -> None:
        structlog.get_logger().warning("errand put off", action=chore.action, error=type(error).__name__)
        await self.chores.postpone(chore, wait)

    def _observed(self, account: Account, chore: Chore, event: CalendarEvent) -> Observation:
        return Observation(account, event, chore.command_id, chore.locale)
