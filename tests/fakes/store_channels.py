"""`worker.ports.channels.Channels`, in memory: it passes the same tests as PostgreSQL's adapter."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.calendar import FakeLease
from worker.errors import LeaseLost
from worker.ports.channels import ChannelToStop, KnownChannel, Mark, NewChannel, OpenChannel, Opening
from worker.ports.clock import Clock
from worker.ports.synchronisation import FollowedCalendar

LEAST = timedelta(minutes=1)
RENEW_AT = 0.75
"""Of its life. The store draws something between 0.7 and 0.85."""


@dataclass(slots=True)
class Watch:
    renew_at: datetime | None = None
    opening: str | None = None


@dataclass(slots=True)
class Channel:
    asked: NewChannel
    calendar: FollowedCalendar
    expires_at: datetime
    stop_at: datetime
    state: str = "opening"
    resource_id: str | None = None


@dataclass(slots=True)
class FakeChannels:
    clock: Clock
    follow: Callable[[FollowedCalendar, str | None], None]
    """Follows a calendar, in a language if it is new."""
    mark_dirty: Callable[[FollowedCalendar], None]
    watches: dict[FollowedCalendar, Watch] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    looked: list[list[str]] = field(default_factory=list)
    """The ids of each look for channels."""

    def lose(self, opening: Opening) -> None:
        """Let its lease end, as if its replica had stood still."""
        self.watches[calendar_of(opening)].opening = None
        if isinstance(opening.lease, FakeLease):
            opening.lease.lost = True

    async def live(self, user_id: str, calendar_id: str, address: str) -> datetime | None:
        calendar = FollowedCalendar(user_id, calendar_id)
        return max(
            (
                one.expires_at
                for one in self._of(calendar)
                if one.state == "live" and one.asked.address == address and self._lasts(one)
            ),
            default=None,
        )

    async def begin(
        self,
        user_id: str,
        calendar_id: str,
        channel: NewChannel,
        locale: str | None = None,
        *,
        renewing: bool = False,
    ) -> Opening | None:
        calendar = FollowedCalendar(user_id, calendar_id)
        if renewing and calendar not in await self.to_renew(len(self.watches)):
            return None
        watch = self.watches.setdefault(calendar, Watch())
        if watch.opening is not None:
            return None
        self._close(calendar, "opening")
        watch.opening = channel.id
        self.channels[channel.id] = Channel(channel, calendar, channel.expires_at, self.clock.now())
        return Opening(user_id, calendar_id, channel.id, FakeLease(), locale)

    async def opened(self, opening: Opening, channel: OpenChannel) -> None:
        calendar = calendar_of(opening)
        watch, row = self.watches.get(calendar), self.channels[opening.channel_id]
        row.resource_id, row.expires_at = channel.resource_id, channel.expires_at
        if watch is None or watch.opening != opening.channel_id:
            row.state, row.stop_at = "closing", self.clock.now()
            raise LeaseLost(opening.calendar_id)
        now = self.clock.now()
        watch.opening = None
        watch.renew_at = now + max(LEAST, (channel.expires_at - now) * RENEW_AT)
        self._close(calendar, "live")
        row.state = "live"
        self.follow(calendar, opening.locale)
        self.mark_dirty(calendar)

    async def give_up(self, opening: Opening, retry_after: timedelta, *, may_be_open: bool) -> None:
        calendar = calendar_of(opening)
        watch = self.watches.get(calendar)
        if watch is not None and watch.opening == opening.channel_id:
            if watch.renew_at is None:
                del self.watches[calendar]
            else:
                watch.opening, watch.renew_at = None, self.clock.now() + retry_after
        if may_be_open:
            self.channels[opening.channel_id].state = "closing"
        else:
            self.channels.pop(opening.channel_id, None)

    async def end(self, user_id: str, calendar_id: str) -> bool:
        calendar = FollowedCalendar(user_id, calendar_id)
        was_watched = self.watches.pop(calendar, None) is not None
        self._close(calendar, "opening", "live")
        return was_watched

    async def end_all(self, user_id: str) -> Sequence[ChannelToStop]:
        for one in list(self.channels.values()):
            if one.calendar.user_id == user_id:
                await self.end(user_id, one.calendar.calendar_id)
        return [self._to_stop(one) for one in self._stoppable() if one.calendar.user_id == user_id]

    async def to_renew(self, limit: int) -> Sequence[FollowedCalendar]:
        now = self.clock.now()
        return [
            calendar
            for calendar, watch in self.watches.items()
            if watch.opening is None and watch.renew_at is not None and watch.renew_at <= now
        ][:limit]

    async def to_stop(self, limit: int) -> Sequence[ChannelToStop]:
        now = self.clock.now()
        due = [one for one in self._stoppable() if one.state == "closing" and one.stop_at <= now][:limit]
        for one in due:
            one.stop_at = now + timedelta(minutes=2)
        return [self._to_stop(one) for one in due]

    async def stopped(self, channel: ChannelToStop) -> None:
        self.channels.pop(channel.id, None)

    async def put_off(self, channel: ChannelToStop, retry_after: timedelta) -> None:
        self.channels[channel.id].stop_at = self.clock.now() + retry_after

    async def known(self, channel_ids: Collection[str]) -> Mapping[str, KnownChannel]:
        self.looked.append(list(channel_ids))
        return {
            one: KnownChannel(
                row.calendar, row.asked.token_hash, row.resource_id, row.calendar in self.watches
            )
            for one in channel_ids
            if (row := self.channels.get(one))
        }

    async def mark(self, marks: Collection[Mark]) -> None:
        for one in marks:
            row = self.channels.get(one.channel_id)
            if row is not None and row.resource_id is None:
                row.resource_id = one.resource_id
            if one.calendar is not None:
                self.mark_dirty(one.calendar)

    async def count(self) -> int:
        return sum(one.state == "live" and self._lasts(one) for one in self.channels.values())

    def _of(self, calendar: FollowedCalendar) -> list[Channel]:
        return [one for one in self.channels.values() if one.calendar == calendar]

    def _close(self, calendar: FollowedCalendar, *states: str) -> None:
        for one in self._of(calendar):
            if one.state in states:
                one.state, one.stop_at = "closing", self.clock.now()

    def _stoppable(self) -> list[Channel]:
        return [one for one in self.channels.values() if one.resource_id is not None and self._lasts(one)]

    def _to_stop(self, channel: Channel) -> ChannelToStop:
        return ChannelToStop(channel.asked.id, channel.calendar.user_id, channel.resource_id or "")

    def _lasts(self, channel: Channel) -> bool:
        return channel.expires_at > self.clock.now()


def calendar_of(opening: Opening) -> FollowedCalendar:
    return FollowedCalendar(opening.user_id, opening.calendar_id)
