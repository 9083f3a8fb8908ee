"""What `worker.ports.channels.Channels` promises; every store must pass it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

import pytest
from pydantic import SecretStr

from tests.store.asked import ANA, AT_ONCE, IN_AGES
from tests.store.reading import Reading, version
from worker.errors import LeaseLost
from worker.ports.channels import Channels, ChannelToStop, Mark, NewChannel, OpenChannel, Opening
from worker.ports.synchronisation import FollowedCalendar, Outcome

CALENDAR = FollowedCalendar(ANA.user_id, ANA.address)
WEBHOOK = "https://vai.example/hook"
FAR = datetime(2100, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class MeddlingWithChannels(Protocol):
    async def lose(self, opening: Opening) -> None:
        """Let an opening's lease end."""
        ...

    async def renewal_is_due(self, calendar: FollowedCalendar) -> None:
        """Let the time come at which a channel is replaced."""
        ...

    async def hurry(self) -> None:
        """Let the time of every mark and every stop come."""
        ...


@dataclass(frozen=True, slots=True)
class Watching:
    """Channels, and the calendars that are read because of them."""

    channels: Channels
    reading: Reading
    meddle: MeddlingWithChannels

    async def begin(self, calendar: FollowedCalendar = CALENDAR, *, renewing: bool = False) -> Opening:
        opening = await self.try_begin(calendar, renewing=renewing)
        assert opening is not None
        return opening

    async def try_begin(
        self, calendar: FollowedCalendar = CALENDAR, *, renewing: bool = False
    ) -> Opening | None:
        return await self.channels.begin(
            calendar.user_id, calendar.calendar_id, new_channel(), "en", renewing=renewing
        )

    async def open(self, calendar: FollowedCalendar = CALENDAR, *, until: datetime = FAR) -> Opening:
        opening = await self.begin(calendar)
        await self.channels.opened(opening, OpenChannel("list", until))
        return opening

    async def mark(self, calendar: FollowedCalendar = CALENDAR) -> None:
        await self.channels.mark([Mark("any", None, calendar)])

    async def due(self) -> list[FollowedCalendar]:
        """Return what is to be read, once the time of each mark has come."""
        await self.meddle.hurry()
        return list(await self.reading.synchronisations.due(10))

    async def live(self, address: str = WEBHOOK) -> datetime | None:
        return await self.channels.live(*ends(CALENDAR), address)

    async def to_stop(self) -> list[str]:
        await self.meddle.hurry()
        return [one.id for one in await self.channels.to_stop(10)]


def new_channel() -> NewChannel:
    return NewChannel(uuid4().hex, SecretStr(uuid4().hex), WEBHOOK, FAR)


def ends(calendar: FollowedCalendar) -> tuple[str, str]:
    return calendar.user_id, calendar.calendar_id


class OpeningContract:
    async def test_what_was_opened_is_live_where_it_posts_to(self, watching: Watching) -> None:
        assert await watching.live() is None
        await watching.open()

        assert await watching.live() == FAR
        assert await watching.live("https://elsewhere.example/") is None
        assert await watching.channels.count() == 1

    async def test_what_has_ended_is_live_no_more(self, watching: Watching) -> None:
        await watching.open(until=LONG_AGO)

        assert await watching.live() is None
        assert await watching.channels.count() == 0

    async def test_one_opens_a_channel_at_a_time(self, watching: Watching) -> None:
        first = await watching.begin()

        assert await watching.try_begin() is None
        await watching.begin(FollowedCalendar(ANA.user_id, "team@example.com"))
        await watching.begin(FollowedCalendar("user-2", ANA.address))
        await watching.channels.opened(first, OpenChannel("list", FAR))
        await watching.begin()

    async def test_the_lease_lasts_for_one_call(self, watching: Watching) -> None:
        (await watching.begin()).lease.ensure(timedelta(seconds=20))

    async def test_what_is_given_up_leaves_no_trace(self, watching: Watching) -> None:
        opening = await watching.begin()
        await watching.channels.give_up(opening, AT_ONCE, may_be_open=False)

        assert await watching.channels.known([opening.channel_id]) == {}
        assert await watching.channels.to_renew(5) == []
        await watching.begin()

    async def test_what_may_be_open_is_remembered_until_its_name_is_known(self, watching: Watching) -> None:
        opening = await watching.begin()
        await watching.channels.give_up(opening, AT_ONCE, may_be_open=True)

        known = (await watching.channels.known([opening.channel_id]))[opening.channel_id]
        assert (known.is_watched, known.resource_id) == (False, None)
        assert await watching.to_stop() == []
        await watching.channels.mark([Mark(opening.channel_id, "list", None)])
        assert await watching.to_stop() == [opening.channel_id]

    async def test_who_was_replaced_has_opened_one_to_stop(self, watching: Watching) -> None:
        frozen = await watching.begin()
        await watching.meddle.lose(frozen)
        taker = await watching.begin()

        with pytest.raises(LeaseLost):
            await watching.channels.opened(frozen, OpenChannel("list", FAR))
        await watching.channels.give_up(frozen, AT_ONCE, may_be_open=True)
        await watching.channels.opened(taker, OpenChannel("list", FAR))

        assert await watching.to_stop() == [frozen.channel_id]
        assert await watching.channels.count() == 1

    async def test_what_is_opened_after_its_watch_ended_is_one_to_stop(self, watching: Watching) -> None:
        opening = await watching.begin()
        await watching.channels.end(*ends(CALENDAR))

        with pytest.raises(LeaseLost):
            await watching.channels.opened(opening, OpenChannel("list", FAR))
        assert await watching.to_stop() == [opening.channel_id]
        assert await watching.due() == []

    async def test_what_died_while_it_was_opened_is_not_wanted_any_more(self, watching: Watching) -> None:
        dead = await watching.begin()
        await watching.channels.mark([Mark(dead.channel_id, "list", None)])
        await watching.meddle.lose(dead)
        await watching.open()

        assert await watching.to_stop() == [dead.channel_id]


class RenewalContract:
    async def test_nothing_is_renewed_before_its_time(self, watching: Watching) -> None:
        await watching.open()

        assert await watching.channels.to_renew(5) == []
        assert await watching.try_begin(renewing=True) is None

    async def test_the_next_one_takes_the_place_of_the_last(self, watching: Watching) -> None:
        first = await watching.open()
        await watching.meddle.renewal_is_due(CALENDAR)
        assert await watching.channels.to_renew(5) == [CALENDAR]

        second = await watching.begin(renewing=True)
        assert await watching.channels.to_renew(5) == []
        assert await watching.to_stop() == []  # until the next one is there
        await watching.channels.opened(second, OpenChannel("list", FAR))

        assert await watching.to_stop() == [first.channel_id]
        assert await watching.channels.count() == 1
        assert await watching.channels.to_renew(5) == []

    async def test_what_is_watched_no_more_is_not_renewed(self, watching: Watching) -> None:
        await watching.open()
        await watching.meddle.renewal_is_due(CALENDAR)
        await watching.channels.end(*ends(CALENDAR))

        assert await watching.channels.to_renew(5) == []
        assert await watching.try_begin(renewing=True) is None

    @pytest.mark.parametrize(("wait", "due"), [(AT_ONCE, [CALENDAR]), (IN_AGES, [])])
    async def test_what_could_not_be_renewed_comes_when_it_was_said(
        self, watching: Watching, wait: timedelta, due: list[FollowedCalendar]
    ) -> None:
        await watching.open()
        await watching.meddle.renewal_is_due(CALENDAR)
        await watching.channels.give_up(await watching.begin(renewing=True), wait, may_be_open=False)

        assert await watching.channels.to_renew(5) == due
        assert await watching.channels.count() == 1

    async def test_a_renewal_whose_replica_died_is_taken_up(self, watching: Watching) -> None:
        await watching.open()
        await watching.meddle.renewal_is_due(CALENDAR)
        await watching.meddle.lose(await watching.begin(renewing=True))

        assert await watching.channels.to_renew(5) == [CALENDAR]
        assert (await watching.begin(renewing=True)).calendar_id == CALENDAR.calendar_id


class StopsContract:
    async def test_what_ended_is_stopped_once(self, watching: Watching) -> None:
        opening = await watching.open()
        assert await watching.channels.end(*ends(CALENDAR))
        assert not await watching.channels.end(*ends(CALENDAR)), "it is told that nothing was watched"

        taken = await watching.channels.to_stop(5)
        assert taken == [ChannelToStop(opening.channel_id, ANA.user_id, "list")]
        assert await watching.channels.to_stop(5) == []
        await watching.channels.stopped(taken[0])
        assert await watching.to_stop() == []
        assert await watching.channels.known([opening.channel_id]) == {}

    @pytest.mark.parametrize(("wait", "count"), [(AT_ONCE, 1), (timedelta(days=9), 0)])
    async def test_what_could_not_be_stopped_comes_when_it_was_said(
        self, watching: Watching, wait: timedelta, count: int
    ) -> None:
        await watching.open()
        await watching.channels.end(*ends(CALENDAR))
        (taken,) = await watching.channels.to_stop(5)

        await watching.channels.put_off(taken, wait)
        assert len(await watching.channels.to_stop(5)) == count

    async def test_what_ends_by_itself_is_not_stopped(self, watching: Watching) -> None:
        await watching.open(until=LONG_AGO)
        await watching.channels.end(*ends(CALENDAR))

        assert await watching.to_stop() == []

    async def test_no_more_come_than_were_asked_for(self, watching: Watching) -> None:
        for name in ("a@example.com", "b@example.com"):
            calendar = FollowedCalendar(ANA.user_id, name)
            await watching.open(calendar)
            await watching.channels.end(*ends(calendar))

        assert len(await watching.channels.to_stop(1)) == 1

    async def test_all_of_one_user_end_and_nobody_elses(self, watching: Watching) -> None:
        mine = [await watching.open(FollowedCalendar(ANA.user_id, name)) for name in ("a", "b")]
        others = await watching.open(FollowedCalendar("user-2", "a"))

        ended = await watching.channels.end_all(ANA.user_id)
        assert sorted(one.id for one in ended) == sorted(one.channel_id for one in mine)
        known = await watching.channels.known([one.channel_id for one in (*mine, others)])
        assert [known[one.channel_id].is_watched for one in (*mine, others)] == [False, False, True]
        assert len(await watching.channels.end_all(ANA.user_id)) == 2  # as long as nobody stopped them


class KnownContract:
    async def test_a_channel_is_known_before_it_is_open(self, watching: Watching) -> None:
        channel = new_channel()
        await watching.channels.begin(*ends(CALENDAR), channel)

        known = (await watching.channels.known([channel.id, "never was"]))[channel.id]
        assert (known.calendar, known.resource_id, known.is_watched) == (CALENDAR, None, True)
        assert known.token_hash == channel.token_hash
        assert known.token_hash != channel.token.get_secret_value().encode()

    async def test_nobody_elses_name_replaces_the_one_that_is_known(self, watching: Watching) -> None:
        opening = await watching.open()
        await watching.channels.mark([Mark(opening.channel_id, "another", CALENDAR)])

        assert (await watching.channels.known([opening.channel_id]))[opening.channel_id].resource_id == "list"


class MarksContract:
    async def test_a_calendar_that_is_watched_is_read_at_first(self, watching: Watching) -> None:
        await watching.open()

        assert await watching.due() == [CALENDAR]
        begun = await watching.reading.begin(None)
        assert begun.locale == "en"
        await watching.reading.end(begun)
        assert await watching.due() == []

    async def test_many_marks_are_one_reading(self, watching: Watching) -> None:
        await watching.reading.read()
        for _ in range(3):
            await watching.channels.mark([Mark(f"c-{number}", None, CALENDAR) for number in range(3)])

        assert await watching.due() == [CALENDAR]
        await watching.reading.read()
        assert await watching.due() == []

    async def test_what_is_marked_while_it_is_read_is_read_once_more(self, watching: Watching) -> None:
        await watching.reading.read()
        begun = await watching.reading.begin()
        await watching.mark()

        assert await watching.due() == []
        assert await watching.reading.end(begun) == Outcome(read=0, changed=0, published=0)
        assert await watching.due() == [CALENDAR]

    async def test_a_reading_that_was_lost_takes_no_mark_with_it(self, watching: Watching) -> None:
        await watching.reading.read()
        await watching.mark()
        begun = await watching.reading.begin()
        await watching.reading.meddle.lose(begun)

        assert await watching.due() == [CALENDAR]

    @pytest.mark.parametrize(("wait", "due"), [(AT_ONCE, [CALENDAR]), (IN_AGES, [])])
    async def test_what_could_not_be_read_waits_whatever_is_marked(
        self, watching: Watching, wait: timedelta, due: list[FollowedCalendar]
    ) -> None:
        await watching.reading.read()
        await watching.mark()
        await watching.reading.synchronisations.give_up(await watching.reading.begin(), wait)
        await watching.mark()

        assert list(await watching.reading.synchronisations.due(5)) == due

    async def test_a_doubt_keeps_the_mark(self, watching: Watching) -> None:
        await watching.reading.read(version(1))
        await watching.mark()
        begun = await watching.reading.begin()
        twin = replace(version(1, title="Twin"), etag='"twin"')
        await watching.reading.synchronisations.stage(begun, [twin])
        await watching.reading.doubts(begun)
        await watching.reading.meddle.lose(begun)

        assert await watching.due() == [CALENDAR]

    async def test_nothing_is_marked_by_nothing(self, watching: Watching) -> None:
        await watching.reading.read()
        await watching.channels.mark([])

        assert await watching.due() == []
