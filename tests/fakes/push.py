"""`worker.ports.channels.Push`, in memory: what Google would do, and what it was asked for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.fakes.calendar import CALL, FakeCalendar
from worker.domain.account import Account
from worker.ports.calendar import Lease
from worker.ports.channels import ChannelToStop, NewChannel, OpenChannel


@dataclass(frozen=True, slots=True)
class Opened:
    """A channel that Google has, and whose it is."""

    account: Account
    calendar_id: str
    asked: NewChannel
    channel: OpenChannel


@dataclass(slots=True)
class FakePush:
    calendar: FakeCalendar
    """Knows which calendars there are."""
    open_channels: dict[str, Opened] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    failures: list[tuple[str, BaseException, bool]] = field(default_factory=list)
    """Used up in order, each by the next call of its operation, before or after it took effect."""
    longest: timedelta = timedelta(days=7)
    on_open: Callable[[], Awaitable[None]] | None = None
    """What happens before an opening is answered."""
    now: datetime | None = None
    """From when the longest life counts; None: channels end when it was asked for."""

    def fail(self, operation: str, error: BaseException, *, after_the_effect: bool = False) -> None:
        self.failures.append((operation, error, after_the_effect))

    async def open(
        self, account: Account, calendar_id: str, channel: NewChannel, lease: Lease
    ) -> OpenChannel:
        lease.ensure(CALL)
        self.calls.append("open")
        self._raise_next("open", after_the_effect=False)
        await self.calendar.describe(account, calendar_id)
        opened = OpenChannel(f"list of {calendar_id}", channel.expires_at)
        if self.now is not None:
            opened = replace(opened, expires_at=min(channel.expires_at, self.now + self.longest))
        self.open_channels[channel.id] = Opened(account, calendar_id, channel, opened)
        if self.on_open is not None:
            await self.on_open()
        self._raise_next("open", after_the_effect=True)
        return opened

    async def stop(self, account: Account, channel: ChannelToStop) -> None:
        self.calls.append("stop")
        self._raise_next("stop", after_the_effect=False)
        self.open_channels.pop(channel.id, None)
        self._raise_next("stop", after_the_effect=True)

    def _raise_next(self, operation: str, *, after_the_effect: bool) -> None:
        for failure in self.failures:
            if (failure[0], failure[2]) == (operation, after_the_effect):
                self.failures.remove(failure)
                raise failure[1]
