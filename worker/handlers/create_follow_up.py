"""Put something to do into the calendar: on its own, or after a meeting, with which it goes.

Whoever adds to a meeting takes its turn at the meeting's row, so a cancellation never overlooks
a follow-up. Where a replica dies, a cancellation may come in between: whoever takes the command up
writes nothing after a meeting that is gone, and what was written already goes with it. A write whose
answer is lost is sent again until the deadline, or until the due time
if that lay ahead; after that only reads are made, and two absences 60 s apart mean that nothing
was done.
"""

from dataclasses import dataclass, replace

from worker.codes import Code
from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import CalendarEvent, EventKey, SendUpdates
from worker.errors import EventNotFound, Refused
from worker.handlers.answer import Answer
from worker.handlers.doubt import Doubt
from worker.handlers.follow_up_drafts import FollowUpDrafts
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.insertion import Insertion, NewEvent, filled
from worker.handlers.own_time import OwnTime
from worker.handlers.progress import FollowUpProgress
from worker.handlers.revising import Revising
from worker.messages.commands.create_follow_up import CreateFollowUp
from worker.messages.results.event import EventData
from worker.messages.results.one_event import OneEventData
from worker.messages.sentences import (
    FOLLOW_UP_PUT_OFF,
    FOLLOW_UP_SET,
    FOLLOW_UP_SET_BUT_REMOVED,
    WOULD_PUT_OFF_FOLLOW_UP,
    WOULD_SET_FOLLOW_UP,
)
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Chore, ChoreAction, Claim, Commands, Observation, OwnEvent, Settlement
from worker.ports.intent import Intent


@dataclass(frozen=True, slots=True)
class CreateFollowUpHandler:
    accounts: Accounts
    homes: HomeCalendar
    revising: Revising
    insertion: Insertion
    commands: Commands
    drafts: FollowUpDrafts
    own_time: OwnTime
    texts: Texts
    clock: Clock

    async def __call__(self, command: CreateFollowUp, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        begun = FollowUpProgress.load(claim.progress) if claim else None
        progress = begun or await self._decide(command, account, claim)
        if claim is None:
            return self._preview(command, progress)
        if begun is None:
            await self.commands.save(claim, progress.dump(), [_intent(command, progress)])
        is_orphan = begun is not None and await self._has_lost_its_meeting(account, claim, begun)
        event = await self._write(command, account, claim, progress, is_orphan=is_orphan)
        answer = self._answer(command, account, progress, filled(event, progress.draft))
        return _to_be_deleted(answer, command, event) if is_orphan else answer

    async def _decide(
        self, command: CreateFollowUp, account: Account, claim: Claim | None
    ) -> FollowUpProgress:
        """Return what is to be written, and where. Nobody else changes the meeting from here on."""
        home = await self._home(command, account)
        meeting = None
        if command.event_id is not None:
            key = EventKey(home.id, command.event_id)
            if claim is not None:
                await self.commands.enter_meeting(claim, key)
            meeting = await self._meeting(account, key)
        time_zone = (meeting and meeting.time_zone) or home.time_zone
        title = meeting.title if meeting else None
        work = await self.own_time.of(account, time_zone)
        return FollowUpProgress(
            calendar_id=home.id,
            draft=self.drafts.one(command, command, time_zone, title, work),
            meeting=meeting.key if meeting else None,
            decided_at=self.clock.now(),
        )

    async def _home(self, command: CreateFollowUp, account: Account) -> CalendarInfo:
        if command.event_id is None:
            return await self.homes.named(account, command.calendar_id)
        return await self.homes.of_event(account, command.calendar_id, command.event_id)

    async def _meeting(self, account: Account, key: EventKey) -> CalendarEvent:
        """Return the meeting that is followed. One that is cancelled is not there to be followed."""
        try:
            return await self.revising.read(account, key)
        except Refused as refused:
            if refused.code is Code.ALREADY_CANCELLED:
                detail = "the meeting is cancelled; without `event_id` the follow-up is one of its own"
                raise Refused(Code.EVENT_NOT_FOUND, detail) from refused
            raise

    async def _has_lost_its_meeting(self, account: Account, claim: Claim, begun: FollowUpProgress) -> bool:
        """Take the turn at the meeting again, and tell whether it has gone since."""
        if begun.meeting is None:
            return False
        await self.commands.enter_meeting(claim, begun.meeting)
        with Doubt(self.commands, claim, begun).while_reading():
            try:
                meeting = await self.insertion.calendar.get(
                    account, begun.meeting.calendar_id, begun.meeting.event_id
                )
            except EventNotFound:
                return True
        return meeting.is_cancelled

    async def _write(
        self,
        command: CreateFollowUp,
        account: Account,
        claim: Claim,
        progress: FollowUpProgress,
        *,
        is_orphan: bool,
    ) -> CalendarEvent:
        doubt = Doubt(self.commands, claim, progress)
        new = NewEvent(account, progress.calendar_id, progress.draft, SendUpdates.NONE)
        if not is_orphan and not self._is_late(command, progress):
            return await self.insertion.write(new, doubt)
        event = await self.insertion.find(new, doubt)
        if event is None:
            await doubt.confirm_no_effect()
            if is_orphan:
                raise Refused(Code.EVENT_NOT_FOUND, "the meeting went before the follow-up could be written")
            raise Refused(Code.EXPIRED, "the deadline or the due time passed before it could be written")
        return event

    def _is_late(self, command: CreateFollowUp, progress: FollowUpProgress) -> bool:
        """Tell whether nothing may be sent any more. A due time counts that lay ahead at first."""
        now = self.clock.now()
        is_past_deadline = command.deadline is not None and now >= command.deadline
        return is_past_deadline or progress.decided_at <= progress.draft.when.start < now

    def _answer(
        self, command: CreateFollowUp, account: Account, progress: FollowUpProgress, event: CalendarEvent
    ) -> Answer:
        is_put_off = progress.draft.when.start != command.due
        done = FOLLOW_UP_PUT_OFF if is_put_off else FOLLOW_UP_SET
        sentence = FOLLOW_UP_SET_BUT_REMOVED if event.is_cancelled else done
        settlement = Settlement(
            made=(OwnEvent(event.key, progress.meeting),),
            observed=(Observation(account, event, command.command_id, command.locale),),
        )
        data = OneEventData(event=EventData.of(event, self.texts, command.locale))
        return Answer(self._say(sentence, command, progress), data, settlement)

    def _preview(self, command: CreateFollowUp, progress: FollowUpProgress) -> Answer:
        planned = EventData.planned(progress.draft, progress.calendar_id, self.texts, command.locale)
        is_put_off = progress.draft.when.start != command.due
        sentence = WOULD_PUT_OFF_FOLLOW_UP if is_put_off else WOULD_SET_FOLLOW_UP
        return Answer(self._say(sentence, command, progress), OneEventData(event=planned))

    def _say(self, sentence: str, command: CreateFollowUp, progress: FollowUpProgress) -> str:
        draft, locale = progress.draft, command.locale
        when = self.texts.when(locale, draft.when.start, draft.time_zone)
        return self.texts.say(locale, sentence, when=when)


def _to_be_deleted(answer: Answer, command: CreateFollowUp, event: CalendarEvent) -> Answer:
    """Return the answer, with the follow-up going as its meeting went, unless somebody was quicker."""
    if event.is_cancelled:
        return answer
    names = (command.user_id, command.command_id, event.key)
    owed = Chore(ChoreAction.DELETE_FOLLOW_UP, *names, locale=command.locale)
    return replace(answer, settlement=replace(answer.settlement, chores=(owed,)))


def _intent(command: CreateFollowUp, progress: FollowUpProgress) -> Intent:
    return Intent(EventKey(progress.calendar_id, progress.draft.id), progress.draft, command.locale)
