"""Choose a time and reserve it, in one step that another replica can take over.

The slot, the event's id and body, and the reservation are stored in one transaction; where
another command was quicker, the next best slot is tried, and then everything is read again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey
from worker.domain.event_ids import MEETING, event_id
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.domain.search import SearchResult
from worker.errors import Code, ConcurrentChange, FieldProblem, Refused
from worker.handlers.drafts import Drafts
from worker.handlers.exact_slot import ensure_free
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.invitation import Invitation, gaps_of
from worker.handlers.progress import BookingProgress
from worker.handlers.promises import Own
from worker.handlers.survey import Survey, Surveyor
from worker.messages.commands.participant import Participant
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.results.availability import NoSlotData
from worker.messages.texts import Texts
from worker.ports.commands import Claim, Intent
from worker.ports.reservations import Candidate, Hold, Reservations, Seats

READINGS = 5
"""How often everything is read again because other commands took all that was found."""
CANDIDATES = 20
"""How many slots of one reading are tried."""


@dataclass(frozen=True, slots=True)
class Option:
    """A time that would do."""

    slot: Interval
    ranked: RankedSlot | None
    alternatives: tuple[RankedSlot, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    surveyor: Surveyor
    homes: HomeCalendar
    reservations: Reservations
    drafts: Drafts
    texts: Texts

    async def preview(self, command: ScheduleMeeting, account: Account) -> BookingProgress:
        """Choose as `make` does, and reserve nothing."""
        home = await self.homes.named(account, command.calendar_id)
        hold = await self._hold(command, account)
        survey, options = await self._options(command, account, home, hold)
        return self._plans(command, account, home, survey, options[:1])[0]

    async def make(
        self, command: ScheduleMeeting, account: Account, claim: Claim, lost: BookingProgress | None = None
    ) -> BookingProgress:
        """Return the time that is reserved. Raise `Refused`: `no_slot`, `slot_taken`, `hold_…`.

        `lost` is what was reserved before, and then taken by somebody this system knows nothing of.
        """
        home = await self.homes.named(account, command.calendar_id)
        hold = _used_hold(command, lost) if lost else await self._hold(command, account)
        for _ in range(READINGS):
            survey, options = await self._options(command, account, home, hold)
            plans = self._plans(command, account, home, survey, options)
            # A choice is made anew only once it is sure that nothing was written.
            plans = [plan.changed(nothing_written=claim.may_have_written) for plan in plans]
            taken = await self._reserve(claim, hold, plans, command.locale)
            if taken is not None:
                return taken
        raise ConcurrentChange("other commands took every time that was found")

    async def give_up(self, claim: Claim) -> None:
        """Free what `make` reserved, as if the command had never run. Nothing may be written by then."""
        await self.reservations.give_up(claim)

    async def _hold(self, command: ScheduleMeeting, account: Account) -> Hold | None:
        if command.hold_id is None:
            return None
        hold = await self.reservations.hold(command.user_id, command.hold_id)
        if command.duration_minutes and command.duration != hold.slot.duration:
            raise Refused(Code.HOLD_MISMATCH, "the hold is not as long as `duration_minutes` says")
        if strangers := Invitation.of(command, account).required - hold.emails:
            raise Refused(
                Code.HOLD_MISMATCH,
                f"the hold does not keep {len(strangers)} of the people needed",
                fields=_named(command.participants, strangers),
            )
        return hold

    async def _options(
        self, command: ScheduleMeeting, account: Account, home: CalendarInfo, hold: Hold | None
    ) -> tuple[Survey, list[Option]]:
        slot = hold.slot if hold else command.slot.interval if command.slot else None
        own = Own(command.user_id, _event_key(command, home), hold.slot if hold else None)
        survey = await self.surveyor.read(Invitation.of(command, account, home.id), slot, own)
        result = await survey.search(CANDIDATES)
        if slot is not None:
            return survey, [self._exact(command, survey, result, slot)]
        if not result.slots:
            data = NoSlotData.of(result, survey.read_at, self.texts, command.locale)
            raise Refused(Code.NO_SLOT, "no start in the window suits every required participant", data=data)
        return survey, [Option(each.slot, each, result.alternatives(each.slot)) for each in result.slots]

    def _exact(
        self, command: ScheduleMeeting, survey: Survey, result: SearchResult, slot: Interval
    ) -> Option:
        alternatives = ensure_free(slot, survey, result, self.texts, command.locale)
        return Option(slot, None, alternatives)

    def _plans(
        self,
        command: ScheduleMeeting,
        account: Account,
        home: CalendarInfo,
        survey: Survey,
        options: Sequence[Option],
    ) -> list[BookingProgress]:
        """Return what would be stored for each option, with every word that would be written."""
        follow_ups = self.drafts.follow_ups(command)
        seats = Seats(_event_key(command, home), survey.required, *gaps_of(command))
        return [
            BookingProgress(
                calendar=home,
                draft=self.drafts.meeting(command, account, option.slot),
                follow_ups=follow_ups,
                seats=seats,
                chosen=option.ranked,
                alternatives=option.alternatives,
                unknown=survey.unknown,
                read_at=survey.read_at,
            )
            for option in options
        ]

    async def _reserve(
        self, claim: Claim, hold: Hold | None, plans: Sequence[BookingProgress], locale: str
    ) -> BookingProgress | None:
        if hold is not None:
            plan = plans[0]
            await self.reservations.use_hold(
                claim, hold.hold_id, plan.seats, plan.dump(), _intents(plan, locale)
            )
            return plan
        candidates = [Candidate(plan.draft.when, plan.dump(), _intents(plan, locale)) for plan in plans]
        taken = await self.reservations.reserve(claim, plans[0].seats, candidates)
        return next((plan for plan in plans if plan.draft.when == taken), None)


def _event_key(command: ScheduleMeeting, home: CalendarInfo) -> EventKey:
    return EventKey(home.id, event_id(command.user_id, command.command_id, MEETING))


def _intents(plan: BookingProgress, locale: str) -> tuple[Intent, ...]:
    """Return every event that the command is about to write: the meeting, and what follows it."""
    drafts = (plan.draft, *(plan.follow_ups or ()))
    return tuple(Intent(EventKey(plan.calendar.id, draft.id), draft, locale) for draft in drafts)


def _used_hold(command: ScheduleMeeting, lost: BookingProgress) -> Hold | None:
    """Return the hold that this command has turned into its own reservation."""
    if command.hold_id is None:
        return None
    return Hold(command.hold_id, lost.draft.when, lost.seats.emails)


def _named(participants: Sequence[Participant], strangers: Collection[str]) -> list[FieldProblem]:
    """Say where the command names people whom its hold does not keep, without their addresses."""
    return [
        FieldProblem(f"participants[{position}].email", "is needed, and not kept by the hold")
        for position, guest in enumerate(participants)
        if guest.email in strangers
    ]
