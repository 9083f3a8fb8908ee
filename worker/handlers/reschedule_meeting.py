"""Move a meeting: choose another time for its people, keep both times reserved, and change the event.

What a person does to the event meanwhile wins: its new version is read, and the time chosen again. A
meeting that is at the time asked for already is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from worker.domain.account import Account
from worker.domain.attendance import busy_time
from worker.domain.calendar_event import CalendarEvent
from worker.domain.revision import patched
from worker.errors import ConcurrentChange, GoogleSaid
from worker.handlers.answer import Answer
from worker.handlers.choice import Choice
from worker.handlers.drafts import NewWriteId
from worker.handlers.follow_up_moves import FollowUpMoves
from worker.handlers.moved_meeting import AlreadyThere, MovedMeeting
from worker.handlers.progress import MoveProgress
from worker.handlers.revising import Revising, settlement
from worker.handlers.revision_order import Order
from worker.handlers.second_look import SecondLook, is_fresh
from worker.messages.commands.reschedule_meeting import RescheduleMeeting
from worker.messages.results.event import EventData
from worker.messages.results.pending import PendingData
from worker.messages.results.rescheduled import RescheduledData
from worker.messages.results.slot import SlotData
from worker.messages.sentences import CHANGED_BUT_REMOVED, NOT_MOVED, RESCHEDULED, WOULD_RESCHEDULE
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts, Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Booking, Chore, Claim, Commands, Observation, Settlement

CHOICES = 3
"""How often a time is chosen again because it was taken before the meeting could be moved there."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Chooses where meetings go."""

    choice: Choice
    calendar: Calendar
    commands: Commands
    clock: Clock
    new_write_id: NewWriteId
    follow_ups: FollowUpMoves

    async def wish(self, command: RescheduleMeeting, account: Account, event: CalendarEvent) -> MovedMeeting:
        following = await self.follow_ups.following(account, event.key)
        return MovedMeeting(command, account, event, self.clock, self.new_write_id, following)

    async def is_still_free(
        self, command: RescheduleMeeting, account: Account, progress: MoveProgress
    ) -> bool:
        if is_fresh(progress, self.clock.now()):
            return True
        look = SecondLook(account, progress, command.on_not_visible, busy_time(progress.event))
        return await look.is_free(self.calendar)

    async def give_in(self, claim: Claim, progress: MoveProgress) -> ConcurrentChange:
        """Remember that nothing was written, and return what to say of it."""
        await self.commands.save(claim, progress.changed(nothing_written=True).dump())
        error = ConcurrentChange("the time was taken again and again before the meeting could be moved")
        error.nothing_written = True
        return error


@dataclass(frozen=True, slots=True)
class MovePlanner:
    """`worker.handlers.revision_order.Planner`."""

    command: RescheduleMeeting
    account: Account
    claim: Claim
    moves: Moves

    async def plan(self, event: CalendarEvent, lost: MoveProgress | None) -> MoveProgress:
        wish = await self.moves.wish(self.command, self.account, event)
        for _ in range(CHOICES):
            progress = await self.moves.choice.make(wish, self.claim, lost)
            if await self.still_holds(progress):
                return progress
            lost = progress
        raise await self.moves.give_in(self.claim, progress)

    async def still_holds(self, begun: MoveProgress) -> bool:
        return await self.moves.is_still_free(self.command, self.account, begun)


@dataclass(frozen=True, slots=True)
class RescheduleHandler:
    accounts: Accounts
    revising: Revising
    moves: Moves
    texts: Texts

    async def __call__(self, command: RescheduleMeeting, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        try:
            if claim is None:
                return await self._preview(command, account)
            return await self._move_or_give_up(command, account, claim)
        except AlreadyThere as there:
            return self._unmoved(command, there.event)

    async def _move_or_give_up(self, command: RescheduleMeeting, account: Account, claim: Claim) -> Answer:
        """Move; of a defect, whose command is not ended, nothing stays reserved."""
        try:
            return await self._move(command, account, claim)
        except GoogleSaid:  # nothing was written: in doubt it would be `OutcomeUncertain`
            await self.moves.choice.give_up(claim)
            raise

    async def _move(self, command: RescheduleMeeting, account: Account, claim: Claim) -> Answer:
        begun = MoveProgress.load(claim.progress)
        key = await self.revising.enter(account, claim, begun, command)
        order = Order(account, claim, key, begun, command.deadline, command.send_updates)
        planner = MovePlanner(command, account, claim, self.moves)
        progress, event = await self.revising.carry_out(order, planner)
        sentence = CHANGED_BUT_REMOVED if event.is_cancelled else RESCHEDULED
        # What is reserved was reserved by this very command: there is nothing it has to follow.
        end = replace(settlement(command, account, event, Booking.CONFIRM), attended=())
        moved, owed = await self._take_along(command, account, claim, progress, event)
        data = self._data(command, event, progress, moved, owed)
        return Answer(
            self._say(command, sentence, progress), data, _with(end, command, account, progress, moved, owed)
        )

    async def _take_along(
        self,
        command: RescheduleMeeting,
        account: Account,
        claim: Claim,
        progress: MoveProgress,
        event: CalendarEvent,
    ) -> tuple[list[CalendarEvent], list[Chore]]:
        """Move what follows, unless the meeting is gone. Return what is there, and what is owed."""
        if event.is_cancelled:
            return [], []
        return await self.moves.follow_ups.move_all(account, claim, progress.follow_ups, command.locale)

    async def _preview(self, command: RescheduleMeeting, account: Account) -> Answer:
        key = await self.revising.find(account, command.calendar_id, command.event_id)
        wish = await self.moves.wish(command, account, await self.revising.read(account, key))
        progress = await self.moves.choice.preview(wish)
        would_be = patched(progress.event, progress.patch)
        message = self._say(command, WOULD_RESCHEDULE, progress)
        follow_ups = [move.planned for move in progress.follow_ups]
        return Answer(message, self._data(command, would_be, progress, follow_ups))

    def _say(self, command: RescheduleMeeting, sentence: str, progress: MoveProgress) -> str:
        when = self.texts.when(command.locale, progress.slot.start, command.time_zone)
        return self.texts.say(command.locale, sentence, when=when)

    def _data(
        self,
        command: RescheduleMeeting,
        event: CalendarEvent,
        progress: MoveProgress,
        follow_ups: Sequence[CalendarEvent],
        owed: Sequence[Chore] = (),
    ) -> RescheduledData:
        place = (command.time_zone, self.texts, command.locale)
        exact = SlotData.exact(progress.slot, *place)
        return RescheduledData(
            event=EventData.of(event, self.texts, command.locale),
            slot=exact if progress.chosen is None else SlotData.of(progress.chosen, *place),
            alternatives=tuple(SlotData.of(each, *place) for each in progress.alternatives),
            unknown_participants=progress.unknown,
            follow_ups=tuple(EventData.of(each, self.texts, command.locale) for each in follow_ups),
            pending=tuple(map(PendingData.of, owed)),
        )

    def _unmoved(self, command: RescheduleMeeting, event: CalendarEvent) -> Answer:
        """Answer for a meeting that is there already; what was reserved for a move is free again."""
        if event.when is None:
            raise ValueError("a meeting without a time is nowhere")
        when = self.texts.when(command.locale, event.when.start, command.time_zone)
        data = RescheduledData(
            event=EventData.of(event, self.texts, command.locale),
            slot=SlotData.exact(event.when, command.time_zone, self.texts, command.locale),
            alternatives=(),
            unknown_participants=(),
        )
        message = self.texts.say(command.locale, NOT_MOVED, when=when)
        return Answer(message, data, Settlement(booking=Booking.RELEASE))


def _with(
    end: Settlement,
    command: RescheduleMeeting,
    account: Account,
    progress: MoveProgress,
    moved: Sequence[CalendarEvent],
    owed: Sequence[Chore],
) -> Settlement:
    """Return how the move of the meeting ends, with what follows it. What people moved is told when read."""
    made = {move.key: move for move in progress.follow_ups}
    seen = (
        Observation(account, each, command.command_id, command.locale)
        for each in moved
        if made[each.key].is_made(each)
    )
    return replace(end, observed=(*end.observed, *seen), chores=tuple(owed), placed=tuple(made))
