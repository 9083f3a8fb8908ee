"""A place for bookings on the fakes of the store."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from tests.fakes.calendar import FakeLease
from tests.fakes.clock import FakeClock
from tests.fakes.store_reservations import Kept
from tests.handlers.bookings.places import Held, Promise
from tests.handlers.lively_calendar import LivelyCalendar
from tests.handlers.world import World
from worker.app.ports import Ports
from worker.errors import LeaseLost
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class InMemory:
    """`tests.handlers.bookings.places.Place`: all replicas work with the very same objects."""

    world: World = field(default_factory=World)

    @property
    def clock(self) -> FakeClock:
        return self.world.clock

    @property
    def calendar(self) -> LivelyCalendar:
        return self.world.calendar

    def ports(self, _replica: int) -> Ports:
        return self.world.ports

    async def lose(self, claim: Claim) -> None:
        with suppress(LeaseLost):
            self.world.commands.lose(claim)
        assert isinstance(claim.lease, FakeLease)
        claim.lease.lost = True

    async def wait(self, duration: timedelta) -> None:
        self.world.clock.instant += duration

    async def hurry(self) -> None:
        self.world.synchronisations.hurry()

    async def promises(self) -> list[Promise]:
        return [_promise(kept) for kept in self.world.reservations.live]

    async def holds(self) -> list[Held]:
        now = self.clock.now()
        return [
            Held(
                hold_id,
                known.user_id,
                known.hold.slot,
                known.hold.emails,
                is_live=known.state == "live" and known.expires_at > now,
                is_expired=known.expires_at <= now,
            )
            for hold_id, known in self.world.reservations.holds.items()
        ]

    async def answers(self) -> dict[str, bytes]:
        rows = self.world.commands.rows.items()
        return {command_id: row.answer.value for (_, command_id), row in rows if row.answer}

    async def owed(self) -> int:
        return len(self.world.chores.owed)


def _promise(kept: Kept) -> Promise:
    one = kept.reservation
    return Promise(one.email, one.period, one.kind, one.event, kept.hold_id, kept.mover is not None)
