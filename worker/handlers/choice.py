"""Choose a time and reserve it, in one step that another replica can take over.

The slot, what is to be written, and the reservation are stored in one transaction; where another
command was quicker, the next best slot is tried, and then everything is read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from worker.codes import Code
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.errors import ConcurrentChange, Refused
from worker.handlers.exact_slot import ensure_free
from worker.handlers.invitation import Invitation, gaps_of
from worker.handlers.progress import ChosenProgress
from worker.handlers.promises import Own
from worker.handlers.survey import Survey, Surveyor
from worker.messages.commands.reschedule_meeting import RescheduleMeeting
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.results.availability import NoSlotData
from worker.messages.texts import Texts
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate, Hold, Reservations, Seats

READINGS = 5
"""How often everything is read again because other commands took all that was found."""
CANDIDATES = 20
"""How many slots of one reading are tried."""

P = TypeVar("P", bound=ChosenProgress)
P_co = TypeVar("P_co", bound=ChosenProgress, covariant=True)


@dataclass(frozen=True, slots=True)
class Option:
    """A time that would do."""

    slot: Interval
    ranked: RankedSlot | None
    alternatives: tuple[RankedSlot, ...]
    survey: Survey
    seats: Seats


class Wish(Protocol[P_co]):
    """What a command wants a time for."""

    @property
    def command(self) -> ScheduleMeeting | RescheduleMeeting: ...

    @property
    def invitation(self) -> Invitation: ...

    @property
    def event(self) -> EventKey: ...

    @property
    def present(self) -> Interval | None:
        """Where the meeting is now; None if it is not there yet."""
        ...

    def ensure_elsewhere(self, slot: Interval, /) -> None:
        """Raise `AlreadyThere` if the meeting is at the very time asked for: nothing is to be done."""
        ...

    def plan(self, option: Option) -> P_co:
        """Return what would be stored for a time, with every word that would be written."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    surveyor: Surveyor
    reservations: Reservations
    texts: Texts

    async def preview(self, wish: Wish[P]) -> P:
        """Choose as `make` does, and reserve nothing."""
        hold = await self._hold(wish)
        return wish.plan((await self._options(wish, hold, None))[0])

    async def make(self, wish: Wish[P], claim: Claim, lost: P | None = None) -> P:
        """Return the time that is reserved.

        `lost` is what was reserved before, and then taken by somebody this system knows nothing of.
        Raise `Refused`: `no_slot`, `slot_taken`, `hold_…`; what the wish raises.
        """
        hold = _used_hold(wish, lost) if lost else await self._hold(wish)
        for _ in range(READINGS):
            plans = [wish.plan(option) for option in await self._options(wish, hold, claim)]
            taken = await self._reserve(claim, hold, plans, wish.command.locale)
            if taken is not None:
                return taken
        raise ConcurrentChange("other commands took every time that was found")

    async def give_up(self, claim: Claim) -> None:
        """Free what `make` reserved, as if the command had never run. Nothing may be written by then."""
        await self.reservations.give_up(claim)

    async def _hold(self, wish: Wish[P]) -> Hold | None:
        command = wish.command
        if command.hold_id is None:
            return None
        hold = await self.reservations.hold(command.user_id, command.hold_id)
        minutes = command.duration_minutes
        if minutes and timedelta(minutes=minutes) != hold.slot.duration:
            raise Refused(Code.HOLD_MISMATCH, "the hold is not as long as `duration_minutes` says")
        if strangers := wish.invitation.required - hold.emails:
            raise Refused(
                Code.HOLD_MISMATCH,
                f"the hold does not keep {len(strangers)} of the people needed",
                fields=wish.invitation.places(strangers),
            )
        return hold

    async def _options(self, wish: Wish[P], hold: Hold | None, claim: Claim | None) -> list[Option]:
        """Return the times that would do, the best first; at least one."""
        command = wish.command
        slot = hold.slot if hold else command.slot.interval if command.slot else None
        if slot is not None:
            wish.ensure_elsewhere(slot)
        own = Own(command.user_id, wish.event, hold.slot if hold else None, wish.present)
        survey = await self.surveyor.read(wish.invitation, slot, own)
        seats = _seats(wish, survey)
        result = await self.surveyor.search(survey.question(CANDIDATES, slot, wish.present), claim)
        if slot is not None:
            others = ensure_free(slot, survey, result, self.texts, command.locale)
            return [Option(slot, None, others, survey, seats)]
        found = [each for each in result.slots if each.slot != wish.present]
        if not found:
            data = NoSlotData.of(result, survey.read_at, self.texts, command.locale)
            raise Refused(Code.NO_SLOT, "no start in the window suits every required participant", data=data)
        return [Option(each.slot, each, result.alternatives(each.slot), survey, seats) for each in found]

    async def _reserve(self, claim: Claim, hold: Hold | None, plans: Sequence[P], locale: str) -> P | None:
        if hold is not None:
            plan = plans[0]
            await self.reservations.use_hold(
                claim, hold.hold_id, plan.seats, plan.dump(), plan.intents(locale)
            )
            return plan
        candidates = [Candidate(plan.slot, plan.dump(), plan.intents(locale)) for plan in plans]
        taken = await self.reservations.reserve(claim, plans[0].seats, candidates)
        return next((plan for plan in plans if plan.slot == taken), None)


def _seats(wish: Wish[P], survey: Survey) -> Seats:
    return Seats(wish.event, survey.required, *gaps_of(wish.command), moves=wish.present is not None)


def _used_hold(wish: Wish[P], lost: P) -> Hold | None:
    """Return the hold that this command has turned into its own reservation."""
    if wish.command.hold_id is None:
        return None
    return Hold(wish.command.hold_id, lost.slot, lost.seats.emails)
