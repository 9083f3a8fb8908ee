"""What `worker.ports.calendars.Calendars` promises; every store must pass it."""

from tests.store.asked import ANA, ANSWER, claimed, key
from worker.domain.account import Account, CalendarInfo
from worker.ports.calendars import Calendars
from worker.ports.commands import Commands, OwnEvent, Settlement

INFO = CalendarInfo(ANA.address, "Europe/Bucharest")


class CalendarsContract:
    async def test_a_calendar_is_known_by_every_name_it_was_asked_by(self, calendars: Calendars) -> None:
        assert await calendars.known(ANA, "primary") is None

        await calendars.remember(ANA, "primary", INFO)

        assert await calendars.known(ANA, "primary") == INFO
        assert await calendars.known(ANA, INFO.id) == INFO

    async def test_the_last_reading_counts(self, calendars: Calendars) -> None:
        await calendars.remember(ANA, "primary", INFO)
        moved = CalendarInfo(INFO.id, "Europe/London")

        await calendars.remember(ANA, INFO.id, moved)

        assert await calendars.known(ANA, INFO.id) == moved

    async def test_another_google_account_has_another_primary(self, calendars: Calendars) -> None:
        await calendars.remember(ANA, "primary", INFO)

        assert await calendars.known(Account(ANA.user_id, "new@example.com"), "primary") is None
        assert await calendars.known(Account("user-2", ANA.address), "primary") is None

    async def test_a_meeting_knows_its_follow_ups_and_its_home(
        self, commands: Commands, calendars: Calendars
    ) -> None:
        made = (
            OwnEvent(key("meeting")),
            OwnEvent(key("f-1"), key("meeting")),
            OwnEvent(key("f-2"), key("meeting")),
            OwnEvent(key("f-3"), key("other")),
        )
        await commands.finish(await claimed(commands), ANSWER, Settlement(made=made))

        assert await calendars.follow_ups(key("meeting")) == [key("f-1"), key("f-2")]
        assert await calendars.home_of(ANA.user_id, "f-3") == ANA.address
        assert await calendars.home_of("user-2", "f-3") is None
        assert await calendars.home_of(ANA.user_id, "unknown") is None
