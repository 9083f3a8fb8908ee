"""`worker.ports.reservations.Reservations`, in memory: it passes the same tests as PostgreSQL's adapter."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.fakes.store_commands import CommandKey, FakeCommands
from worker.codes import Code
from worker.domain.attendance import busy_time, coming
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.errors import MeetingBusy, Refused
from worker.ports.commands import Booking, Claim, Observation, Settlement
from worker.ports.intent import Intent
from worker.ports.reservations import Candidate, Hold, Reservation, ReservationKind, Seats


@dataclass(frozen=True, slots=True)
class Kept:
    """One person's reservation."""

    reservation: Reservation
    command: CommandKey | None = None
    hold_id: str | None = None
    mover: CommandKey | None = None
    """Who moves the event away from this time."""

    @property
    def told(self) -> Reservation:
        """Return it as everybody sees it: what is being moved is not confirmed any more."""
        if self.mover is None:
            return self.reservation
        return replace(self.reservation, kind=ReservationKind.PENDING)


@dataclass(slots=True)
class KeptHold:
    user_id: str
    hold: Hold
    expires_at: datetime
    state: str = "live"
    used_by: CommandKey | None = None


@dataclass(slots=True)
class FakeReservations:
    commands: FakeCommands
    kept: list[Kept] = field(default_factory=list)
    holds: dict[str, KeptHold] = field(default_factory=dict)
    last_seen: dict[EventKey, datetime | None] = field(default_factory=dict)
    """The dates of the last versions of events that were taken in."""

    before_placing: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """Each is awaited once, by a hold that is then placed."""

    before_reserving: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """Likewise, by a command that then reserves."""

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)

    def add(self, email: str, period: Interval, event: EventKey, user_id: str = "somebody") -> None:
        """Book a person for an event of another command."""
        self.kept.append(Kept(Reservation(email, period, ReservationKind.BOOKED, user_id, event)))

    async def taken(self, emails: Collection[str], window: Interval) -> Sequence[Reservation]:
        found = [one.told for one in self.live if one.reservation.email in emails]
        return sorted(
            (one for one in found if one.period.overlaps(window)),
            key=lambda one: (one.period.start, one.email),
        )

    async def reserve(self, claim: Claim, seats: Seats, candidates: Sequence[Candidate]) -> Interval | None:
        if self.before_reserving:
            await self.before_reserving.pop()()
        own = (claim.user_id, claim.command_id)
        self._ensure_alone(own, seats)
        busy = [
            one.reservation.period.widened(seats.gap_after, seats.gap_before)
            for one in self.live
            if one.reservation.email in seats.emails and not _makes_room(one, own, seats)
        ]
        for candidate in candidates:
            if not any(candidate.slot.overlaps(other) for other in busy):
                self.commands.advance(claim, candidate.progress, candidate.intents)
                self._occupy(own, seats, candidate.slot)
                return candidate.slot
        return None

    async def give_up(self, claim: Claim) -> None:
        self.commands.begin_anew(claim)
        self._settle(claim, Settlement(booking=Booking.RELEASE))

    async def hold(self, user_id: str, hold_id: str) -> Hold:
        return self._live_hold(user_id, hold_id).hold

    async def use_hold(
        self, claim: Claim, hold_id: str, seats: Seats, progress: bytes, intents: Sequence[Intent] = ()
    ) -> None:
        self.commands.ensure_held(claim)
        own = (claim.user_id, claim.command_id)
        known = self.holds.get(hold_id)
        if known is None or known.used_by != own:
            known = self._live_hold(claim.user_id, hold_id)
            if seats.emails - known.hold.emails:
                raise Refused(Code.HOLD_MISMATCH, "strangers")
            self._ensure_alone(own, seats)
            known.state, known.used_by = "used", own
            self.kept = [_used(one, own, seats) if one.hold_id == hold_id else one for one in self.kept]
            self._leave(own, seats)
        self.commands.advance(claim, progress, intents)

    async def correct(
        self,
        event: EventKey,
        when: Interval | None,
        absent: Collection[str] = (),
        updated: datetime | None = None,
    ) -> None:
        known = self.last_seen.get(event)
        if updated is None or known is None or known <= updated:
            self.follow({event: (when, absent)})

    def follow(self, corrections: Mapping[EventKey, tuple[Interval | None, Collection[str]]]) -> None:
        """Move or free what is booked for events: first all make room, then each takes its new time."""
        moving = [one for one in self.kept if any(_is_booked(one, event) for event in corrections)]
        self.kept = [one for one in self.kept if one not in moving]
        for event, (when, absent) in corrections.items():
            mine = [
                replace(one, reservation=replace(one.reservation, period=when))
                for one in moving
                if when and _is_booked(one, event) and one.reservation.email not in absent
            ]
            for one in mine:
                self.kept += [] if _overlaps_any(one, self.live) else [one]

    async def ensure_may_hold(self, user_id: str, limit: int) -> None:
        if sum(1 for one in self.holds.values() if self._is_live(one) and one.user_id == user_id) >= limit:
            raise Refused(Code.TOO_MANY_HOLDS, "too many")

    async def place_hold(
        self, claim: Claim, hold: Hold, until: datetime, limit: int, progress: bytes
    ) -> bool:
        if self.before_placing:
            await self.before_placing.pop()()
        self.commands.ensure_held(claim)
        await self.ensure_may_hold(claim.user_id, limit)
        if await self.taken(hold.emails, hold.slot):
            return False
        self.holds[hold.hold_id] = KeptHold(claim.user_id, hold, until)
        for email in sorted(hold.emails):
            held = Reservation(email, hold.slot, ReservationKind.HOLD, claim.user_id)
            self.kept.append(Kept(held, hold_id=hold.hold_id))
        self.commands.advance(claim, progress)
        return True

    async def ensure_releasable(self, user_id: str, hold_id: str) -> None:
        known = self.holds.get(hold_id)
        if known is None or known.user_id != user_id or known.state != "released":
            self._live_hold(user_id, hold_id)

    async def release_hold(self, claim: Claim, hold_id: str, progress: bytes) -> None:
        self.commands.ensure_held(claim)
        await self.ensure_releasable(claim.user_id, hold_id)
        self.holds[hold_id].state = "released"
        self.kept = [one for one in self.kept if one.hold_id != hold_id]
        self.commands.advance(claim, progress)

    def _follow_seen(self, seen: Observation) -> None:
        event, known = seen.event, self.last_seen.get(seen.event.key)
        booked = [one.reservation for one in self.kept if _is_booked(one, event.key)]
        mine = {one.email for one in booked if one.user_id == seen.account.user_id}
        if known is None or event.updated is None or known <= event.updated:
            self.follow({event.key: (busy_time(event), mine - coming(event, seen.account))})

    def _settle(self, claim: Claim, settlement: Settlement) -> None:
        for seen in settlement.attended:
            self._follow_seen(seen)
        own = (claim.user_id, claim.command_id)
        self._end_move(own, settlement.booking)
        if settlement.booking is not Booking.KEEP:
            end = _confirmed if settlement.booking is Booking.CONFIRM else _given_back
            self.kept = [
                settled for one in self.kept if (settled := end(one) if _is_pending(one, own) else one)
            ]
        if settlement.booking is Booking.RELEASE:
            for known in self.holds.values():
                if known.used_by == own:
                    known.state, known.used_by = "live", None
        self.kept = [one for one in self.kept if one.reservation.event not in settlement.freed]

    def _end_move(self, own: CommandKey, booking: Booking) -> None:
        """Let the old times go, or stay; where nobody knows which is true, both are as good as booked."""
        old = [one for one in self.kept if one.mover == own]
        rest = [one for one in self.kept if one.mover != own]
        match booking:
            case Booking.CONFIRM:
                self.kept = rest
            case Booking.RELEASE:
                self.kept = [*rest, *(replace(one, mover=None) for one in old)]
            case Booking.KEEP if old:
                new = [
                    _booked(one) if _is_pending(one, own) and one.reservation.event else one for one in rest
                ]
                self.kept = [*new, *map(_booked, old)]
            case _:  # no move of this command's
                pass

    def _occupy(self, own: CommandKey, seats: Seats, slot: Interval) -> None:
        self.kept = [one for one in self.kept if not _is_own(one, own, seats.event)]
        self._leave(own, seats)
        for email in sorted(seats.emails):
            reservation = Reservation(email, slot, ReservationKind.PENDING, own[0], seats.event)
            self.kept.append(Kept(reservation, own))

    def _leave(self, own: CommandKey, seats: Seats) -> None:
        """Note who moves the event away from where it is."""
        if seats.moves:
            self.kept = [
                replace(one, mover=own)
                if one.reservation.event == seats.event and not _is_own(one, own, seats.event)
                else one
                for one in self.kept
            ]

    def _ensure_alone(self, own: CommandKey, seats: Seats) -> None:
        rows = self.commands.rows
        for one in self.kept if seats.moves else ():
            is_others = one.reservation.event == seats.event and one.command not in {None, own}
            is_pending = one.reservation.kind is ReservationKind.PENDING
            if is_others and is_pending and one.command in rows and rows[one.command].answer is None:
                raise MeetingBusy(seats.event.event_id)

    @property
    def live(self) -> list[Kept]:
        return [
            one
            for one in self.kept
            if one.reservation.kind is not ReservationKind.HOLD
            or self._is_live(self.holds[one.hold_id or ""])
        ]

    def _is_live(self, known: KeptHold) -> bool:
        return known.state == "live" and known.expires_at > self.commands.clock.now()

    def _live_hold(self, user_id: str, hold_id: str) -> KeptHold:
        known = self.holds.get(hold_id)
        if known is None or known.user_id != user_id or known.state != "live":
            raise Refused(Code.HOLD_NOT_FOUND, hold_id)
        if not self._is_live(known):
            raise Refused(Code.HOLD_EXPIRED, hold_id)
        return known


def _is_pending(one: Kept, own: CommandKey) -> bool:
    return one.command == own and one.reservation.kind is ReservationKind.PENDING


def _is_own(one: Kept, own: CommandKey, event: EventKey) -> bool:
    return one.command == own and one.reservation.event == event


def _makes_room(one: Kept, own: CommandKey, seats: Seats) -> bool:
    return _is_own(one, own, seats.event) or (seats.moves and one.reservation.event == seats.event)


def _booked(one: Kept) -> Kept:
    return Kept(replace(one.reservation, kind=ReservationKind.BOOKED), one.command)


def _is_booked(one: Kept, event: EventKey) -> bool:
    is_there = one.mover is None and one.reservation.kind is ReservationKind.BOOKED
    return is_there and one.reservation.event == event


def _used(one: Kept, own: CommandKey, seats: Seats) -> Kept:
    event = seats.event if one.reservation.email in seats.emails else None
    pending = replace(one.reservation, kind=ReservationKind.PENDING, event=event)
    return Kept(pending, own, one.hold_id)


def _confirmed(one: Kept) -> Kept | None:
    """Of a used hold, who is not in the meeting is set free."""
    if one.reservation.event is None:
        return None
    return _booked(one)


def _given_back(one: Kept) -> Kept | None:
    if one.hold_id is None:
        return None
    return Kept(replace(one.reservation, kind=ReservationKind.HOLD, event=None), hold_id=one.hold_id)


def _overlaps_any(one: Kept, others: Sequence[Kept]) -> bool:
    return any(
        one.reservation.email == other.reservation.email
        and one.reservation.period.overlaps(other.reservation.period)
        for other in others
    )
