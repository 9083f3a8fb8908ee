"""Schedule a meeting: choose and reserve a time, write the event, then what follows it.

Each step is stored before the next one is taken, and is safe to repeat: a crash between any
two is continued by whoever claims the command next.
"""

from dataclasses import dataclass

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.errors import ConcurrentChange, GoogleSaid
from worker.handlers.answer import Answer
from worker.handlers.booking import Booking, Order, SlotLost
from worker.handlers.choice import Choice
from worker.handlers.drafts import Drafts
from worker.handlers.follow_up_drafts import FollowUpDrafts
from worker.handlers.follow_ups import FollowUps
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.insertion import filled
from worker.handlers.new_meeting import NewMeeting
from worker.handlers.progress import BookingProgress
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.results.event import EventData
from worker.messages.results.pending import PendingData
from worker.messages.results.scheduled import ScheduledData
from worker.messages.results.slot import SlotData
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.commands import Booking as Fate
from worker.ports.commands import Chore, Claim, Observation, OwnEvent, Settlement

CHOICES = 3
"""How often a time is chosen again because it was taken before it could be written."""


@dataclass(frozen=True, slots=True)
class ScheduleHandler:
    accounts: Accounts
    homes: HomeCalendar
    choice: Choice
    booking: Booking
    follow_ups: FollowUps
    drafts: Drafts
    follow_up_drafts: FollowUpDrafts
    texts: Texts

    async def __call__(self, command: ScheduleMeeting, claim: Claim | None) -> Answer:
        account = await self.accounts.account(command.user_id)
        if claim is None:
            return self._preview(command, await self.choice.preview(await self._wish(command, account)))
        progress, event = await self._book_or_give_up(command, account, claim)
        made, owed = await self._follow_up(command, account, claim, progress, event)
        data = self._data(command, progress, event).model_copy(
            update={
                "follow_ups": tuple(EventData.of(each, self.texts, command.locale) for each in made),
                "pending": tuple(map(PendingData.of, owed)),
            }
        )
        start = (event.when or progress.draft.when).start
        message = self.texts.scheduled(command.locale, start, command.time_zone, removed=event.is_cancelled)
        return Answer(message, data, _settlement(command, account, event, made, owed))

    async def _book_or_give_up(
        self, command: ScheduleMeeting, account: Account, claim: Claim
    ) -> tuple[BookingProgress, CalendarEvent]:
        """Book; of a defect, whose command is not ended, nothing stays reserved."""
        try:
            return await self._book(command, account, claim)
        except GoogleSaid:  # nothing was written: in doubt it would be `OutcomeUncertain`
            await self.choice.give_up(claim)
            raise

    async def _book(
        self, command: ScheduleMeeting, account: Account, claim: Claim
    ) -> tuple[BookingProgress, CalendarEvent]:
        progress, lost = BookingProgress.load(claim.progress), None
        for _ in range(CHOICES):
            if progress is None:
                wish = await self._wish(command, account, nothing_written=claim.may_have_written)
                progress = await self.choice.make(wish, claim, lost)
            order = Order(
                account, claim, progress, command.deadline, command.send_updates, command.on_not_visible
            )
            try:
                return progress, filled(await self.booking.write(order), progress.draft)
            except SlotLost:
                progress, lost = None, progress
        raise ConcurrentChange("the time was taken again and again before the meeting could be written")

    async def _wish(
        self, command: ScheduleMeeting, account: Account, *, nothing_written: bool = False
    ) -> NewMeeting:
        home = await self.homes.named(account, command.calendar_id)
        return NewMeeting(command, account, home, self.drafts, self.follow_up_drafts, nothing_written)

    async def _follow_up(
        self,
        command: ScheduleMeeting,
        account: Account,
        claim: Claim,
        progress: BookingProgress,
        event: CalendarEvent,
    ) -> tuple[list[CalendarEvent], list[Chore]]:
        """Write what follows, unless the meeting is gone. Return what is there, and what is owed."""
        if event.is_cancelled:
            return [], []
        drafts = progress.follow_ups
        if drafts is None:  # stored by a version that did not keep them
            drafts = self.follow_up_drafts.all(command, None)
        return await self.follow_ups.create_all(account, claim, progress.calendar.id, drafts, command.locale)

    def _data(
        self, command: ScheduleMeeting, progress: BookingProgress, event: CalendarEvent | None
    ) -> ScheduledData:
        zone_name, locale = command.time_zone, command.locale
        if progress.chosen is None:
            slot = SlotData.exact(progress.draft.when, zone_name, self.texts, locale)
        else:
            slot = SlotData.of(progress.chosen, zone_name, self.texts, locale)
        alternatives = (SlotData.of(each, zone_name, self.texts, locale) for each in progress.alternatives)
        return ScheduledData(
            event=EventData.of(event, self.texts, locale)
            if event
            else EventData.planned(progress.draft, progress.calendar.id, self.texts, locale),
            slot=slot,
            alternatives=tuple(alternatives),
            unknown_participants=progress.unknown,
        )

    def _preview(self, command: ScheduleMeeting, progress: BookingProgress) -> Answer:
        follow_ups = tuple(
            EventData.planned(draft, progress.calendar.id, self.texts, command.locale)
            for draft in progress.follow_ups or ()
        )
        data = self._data(command, progress, None).model_copy(update={"follow_ups": follow_ups})
        message = self.texts.scheduled(
            command.locale, progress.draft.when.start, command.time_zone, dry_run=True
        )
        return Answer(message, data)


def _settlement(
    command: ScheduleMeeting,
    account: Account,
    event: CalendarEvent,
    made: list[CalendarEvent],
    owed: list[Chore],
) -> Settlement:
    follow_ups = [*(each.key for each in made), *(chore.event for chore in owed)]
    return Settlement(
        booking=Fate.CONFIRM,  # a meeting that was removed uses its hold up all the same
        freed=(event.key,) if event.is_cancelled else (),
        made=(OwnEvent(event.key), *(OwnEvent(key, event.key) for key in follow_ups)),
        observed=tuple(
            Observation(account, each, command.command_id, command.locale) for each in (event, *made)
        ),
        chores=tuple(owed),
    )
