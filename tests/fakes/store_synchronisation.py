"""`worker.ports.synchronisation`, in memory: it passes the same tests as PostgreSQL's adapter.

Time is counted here: each reading and each observation has its place in one order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

from tests.fakes.calendar import FakeLease
from tests.fakes.followed_calendar import Followed, Page, Snapshot
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_outbox import FakeChores, FakeOutbox
from tests.fakes.store_reservations import FakeReservations
from worker.domain.account import Account
from worker.domain.attendance import busy_time, coming
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.changes import Origin
from worker.domain.interval import Interval
from worker.domain.own_writes import Author
from worker.domain.presence import lies_within
from worker.domain.versions import Verdict, judge, remembered, vanished
from worker.errors import LeaseLost
from worker.messages.changes.key import change_key
from worker.ports.commands import Claim, Headers, Observation, Settlement
from worker.ports.synchronisation import (
    Doubts,
    FollowedCalendar,
    Outcome,
    Progress,
    Republish,
    Synchronisation,
)
from worker.ports.synchronisation import Snapshot as KnownCalendar
from worker.store.narration import Narrator, Tell
from worker.store.staged import Staged

DAY = timedelta(days=1)
Remember = Callable[[Followed, CalendarEvent, CalendarEvent | None], None]
"""Takes a calendar, what is known of an event now, and what was before."""


@dataclass(slots=True)
class FakeSynchronisations:
    commands: FakeCommands
    tell: Tell
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    reservations: FakeReservations | None = None
    chores: FakeChores | None = None
    interval: timedelta = timedelta(minutes=5)
    memory: timedelta = 400 * DAY
    """How long events are remembered after their end."""
    followed: dict[tuple[str, str], Followed] = field(default_factory=dict)
    """By `user_id` and `calendar_id`."""
    remember: list[Remember] = field(default_factory=list)
    """What the other fakes of the store do when a version is taken in."""
    _order: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.commands.settle.append(self._settle)
        if self.chores is not None:
            self.chores.observe.append(self.observe)

    def lose(self, synchronisation: Synchronisation) -> None:
        """Let its lease end, as if its replica had stood still: the calendar is free again."""
        self._held(synchronisation).running = None
        if isinstance(synchronisation.lease, FakeLease):
            synchronisation.lease.lost = True

    def hurry(self) -> None:
        """Let the time of every calendar come."""
        for followed in self.followed.values():
            followed.next_at = self.commands.clock.now()

    async def begin(
        self,
        account: Account,
        calendar_id: str,
        locale: str | None,
        *,
        everything: bool,
        trace: Headers = (),
        claim: Claim | None = None,
        follow: bool = True,
    ) -> Synchronisation | None:
        if claim is not None:
            self.commands.ensure_held(claim)
        if not follow and (account.user_id, calendar_id) not in self.followed:
            return None
        followed = self._followed(account.user_id, calendar_id)
        followed.locale = locale or followed.locale
        if followed.running is not None:
            return None
        followed.fence += 1
        followed.running = Synchronisation(
            account=account,
            calendar_id=calendar_id,
            fence=followed.fence,
            lease=FakeLease(),
            sync_token=None if everything else followed.sync_token,
            since=self.commands.clock.now() - self.memory + DAY,
            locale=followed.locale,
            trace=trace,
        )
        self._restart(followed)
        return followed.running

    async def stage(
        self, synchronisation: Synchronisation, events: Sequence[CalendarEvent], *, settled: bool = False
    ) -> None:
        followed = self._held(synchronisation)
        read_after = followed.doubted if settled else followed.began
        followed.staged |= {event.id: Page(event, settled, read_after) for event in events}

    async def begin_anew(self, synchronisation: Synchronisation) -> Synchronisation:
        followed = self._held(synchronisation)
        followed.running = replace(synchronisation, sync_token=None)
        followed.sync_token = None
        self._restart(followed)
        return followed.running

    async def complete(
        self,
        synchronisation: Synchronisation,
        sync_token: str,
        republish: Republish | None = None,
        progress: Progress | None = None,
    ) -> Outcome | Doubts:
        followed = self._held(synchronisation)
        if progress is not None:
            self.commands.ensure_held(progress.claim)
        user_id = synchronisation.account.user_id
        staged = [
            followed.beside(page, self.commands.writes(user_id, page.event.key))
            for page in followed.staged.values()
        ]
        gone, unsure = followed.missing(synchronisation.since, everything=synchronisation.sync_token is None)
        doubtful = [one.event.key for one in staged if one.verdict(synchronisation.since) is Verdict.DOUBTFUL]
        if events := dict.fromkeys([*unsure, *doubtful]):
            followed.doubted = next(self._order)
            return Doubts(tuple(events))

        taken = [one for one in staged if one.verdict(synchronisation.since) is Verdict.LATER]
        taken += [
            Staged(vanished(one), before=one, writes=self.commands.writes(user_id, one.key)) for one in gone
        ]
        outcome = self._take_in(synchronisation, followed, taken, republish)
        followed.known |= {
            event_id: replace(followed.known[event_id], doubted_at=None)
            for event_id in followed.staged.keys() & followed.known.keys()
        }
        if progress is not None:
            self.commands.advance(progress.claim, progress.of(outcome))
        followed.sync_token, followed.running, followed.staged = sync_token, None, {}
        followed.next_at = self.commands.clock.now() + self.interval
        followed.known_as_of = followed.began_at
        followed.see_marks()
        return outcome

    async def give_up(self, synchronisation: Synchronisation, retry_after: timedelta) -> None:
        followed = self._held(synchronisation)
        followed.running, followed.staged = None, {}
        followed.next_at = self.commands.clock.now() + retry_after
        followed.dirty_at = followed.next_at if followed.dirty_at else None

    async def due(self, limit: int) -> Sequence[FollowedCalendar]:
        now = self.commands.clock.now()
        waiting = [key for key, one in self.followed.items() if one.is_due(now, polled=bool(self.interval))]
        return [FollowedCalendar(*key) for key in waiting[:limit]]

    def follow(self, calendar: FollowedCalendar, locale: str | None) -> None:
        """Follow a calendar, as who watches it does."""
        key = (calendar.user_id, calendar.calendar_id)
        self.followed.setdefault(key, Followed(self.commands.clock.now(), locale or "ro"))

    def mark(self, calendar: FollowedCalendar) -> None:
        """Let a calendar be read soon, as Google's notifications do."""
        followed = self._followed(calendar.user_id, calendar.calendar_id)
        followed.mark(next(self._order), self.commands.clock.now())

    async def snapshot(
        self, account: Account, calendar_id: str, window: Interval, max_age: timedelta
    ) -> KnownCalendar | None:
        followed, oldest = self._followed(account.user_id, calendar_id), self.commands.clock.now() - max_age
        in_doubt = any(known.doubted_at is not None for known in followed.known.values())
        if in_doubt or followed.known_as_of is None or followed.known_as_of < oldest:
            return None
        events = (known.event for known in followed.known.values())
        wanted = (one for one in events if one.recurring_event_id or one.recurrence or not one.is_cancelled)
        return KnownCalendar(followed.known_as_of, tuple(wanted))

    def observe(self, observed: Sequence[Observation], trace: Headers = ()) -> None:
        """Take in what a command saw of its own writes."""
        for seen in observed:
            self._observe(seen, trace)

    def _settle(self, _claim: Claim, settlement: Settlement) -> None:
        self.observe(settlement.observed, settlement.trace)

    def _observe(self, seen: Observation, trace: Headers) -> None:
        followed = self._followed(seen.account.user_id, seen.event.calendar_id)
        followed.locale = seen.locale
        known = followed.known.get(seen.event.id)
        before = known.event if known else None
        match judge(seen.event, before, overtaken=not seen.event.is_cancelled):
            case Verdict.LATER:
                narrator = self._narrator(seen.account, seen.event.calendar_id, trace)
                author = Author(Origin.SELF, seen.command_id, seen.locale)
                writes = self.commands.writes(seen.account.user_id, seen.event.key)
                narrator.change(before, seen.event, writes, author)
                self._remember(followed, seen.event)
                self._publish(followed, narrator)
            case Verdict.DOUBTFUL if known:
                followed.known[seen.event.id] = replace(known, doubted_at=next(self._order))
                followed.next_at = self.commands.clock.now()
            case _:
                pass

    def _take_in(
        self,
        synchronisation: Synchronisation,
        followed: Followed,
        taken: Sequence[Staged],
        republish: Republish | None,
    ) -> Outcome:
        narrator = self._narrator(synchronisation.account, synchronisation.calendar_id, synchronisation.trace)
        author = Author(Origin.EXTERNAL, None, synchronisation.locale)
        for one in taken:
            narrator.change(one.before, one.event, one.writes, author)
        present = {key: snapshot.event for key, snapshot in followed.known.items()}
        present |= {one.event.id: remembered(one.event, one.before) for one in taken}
        if republish is not None:
            for _, event in sorted(present.items()):
                wanted = republish.range is None or lies_within(event, republish.range)
                if wanted and not event.is_cancelled:
                    narrator.snapshot(event, synchronisation.locale)
            narrator.completed()
        for one in taken:
            self._remember(followed, one.event)
        self._follow(synchronisation.account, [one.event for one in taken])
        self._publish(followed, narrator)
        return Outcome(read=len(followed.staged), changed=narrator.changed, published=narrator.told)

    def _remember(self, followed: Followed, event: CalendarEvent) -> None:
        known = followed.known.get(event.id)
        kept = remembered(event, known.event if known else None)
        followed.known[event.id] = Snapshot(kept, next(self._order))
        for follow in self.remember:
            follow(followed, kept, known.event if known else None)
        if self.reservations is not None:
            self.reservations.last_seen[event.key] = kept.updated

    def _follow(self, account: Account, events: Sequence[CalendarEvent]) -> None:
        """Let the promises of events follow them."""
        if self.reservations is None:
            return
        kept = (one.reservation for one in self.reservations.kept)
        booked = {one.email for one in kept if one.user_id == account.user_id}
        self.reservations.follow(
            {event.key: (busy_time(event), booked - coming(event, account)) for event in events}
        )

    def _narrator(self, account: Account, calendar_id: str, trace: Headers) -> Narrator:
        sequence = self._followed(account.user_id, calendar_id).sequence
        return Narrator(self.tell, account, calendar_id, sequence, trace)

    def _publish(self, followed: Followed, narrator: Narrator) -> None:
        followed.sequence = narrator.sequence
        user_id, calendar_id = narrator.account.user_id, narrator.calendar_id
        for command_id, event_id in narrator.take_own():
            self.commands.forget_intents(user_id, command_id, {EventKey(calendar_id, event_id)})
        key = change_key(user_id, calendar_id)
        for record in narrator.take():
            self.outbox.append(key, record.value, record.headers)

    def _followed(self, user_id: str, calendar_id: str) -> Followed:
        return self.followed.setdefault((user_id, calendar_id), Followed(self.commands.clock.now()))

    def _held(self, synchronisation: Synchronisation) -> Followed:
        followed = self._followed(synchronisation.account.user_id, synchronisation.calendar_id)
        if followed.running is None or followed.fence != synchronisation.fence:
            raise LeaseLost(synchronisation.calendar_id)
        return followed

    def _restart(self, followed: Followed) -> None:
        followed.staged, followed.began = {}, next(self._order)
        followed.began_at = self.commands.clock.now()
