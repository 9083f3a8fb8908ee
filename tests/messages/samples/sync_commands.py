"""Examples of the commands on the topic `commands.sync`."""

from typing import Final

from tests.messages.samples.events import NOW
from tests.messages.samples.people import ANA, EVENT_ID, EVERYWHERE, MARIA, Json, command
from worker.messages.cursor import Cursor

CONSENT: Final[Json] = {
    "code": "4/0AExampleOfACodeThatWorksOnce",
    "code_verifier": "an-example-of-a-verifier-with-43-characters",
    "redirect_uri": "https://agents.example/oauth/callback",
}
"""Nobody's: made up for the example."""

SECOND_PAGE: Final = Cursor(NOW, (NOW, EVENT_ID)).for_question([MARIA, MARIA, 30, False, ANA, "demo"])
"""What an answer to `list_upcoming/full` without it would have given."""

SYNC: Final[dict[str, Json]] = {
    "sync_calendar/smallest": command("sync_calendar", "sync"),
    "sync_calendar/full": command(
        "sync_calendar",
        "all",
        **{**EVERYWHERE, "locale": "en"},
        calendar_id=MARIA,
        full=True,
        range={"start": "2026-03-01T00:00:00+02:00", "end": "2026-07-01T00:00:00+03:00"},
    ),
    "list_upcoming/smallest": command("list_upcoming", "next"),
    "list_upcoming/full": command(
        "list_upcoming",
        "next2",
        **EVERYWHERE,
        days=30,
        vai_only=False,
        participant=ANA,
        text="demo",
        limit=20,
        cursor=SECOND_PAGE,
        calendar_id=MARIA,
        max_staleness_seconds=300,
    ),
    "get_meeting/smallest": command("get_meeting", "one", event_id=EVENT_ID),
    "get_meeting/full": command("get_meeting", "one2", **EVERYWHERE, event_id=EVENT_ID, calendar_id=MARIA),
    "watch_calendar/smallest": command("watch_calendar", "watch"),
    "watch_calendar/full": command("watch_calendar", "watch2", **EVERYWHERE, calendar_id=MARIA),
    "stop_watch/smallest": command("stop_watch", "unwatch"),
    "stop_watch/full": command("stop_watch", "unwatch2", **EVERYWHERE, calendar_id=MARIA),
    "connect_account/smallest": command("connect_account", "yes", **CONSENT),
    "connect_account/full": command("connect_account", "yes2", **EVERYWHERE, **CONSENT),
    "disconnect_account/smallest": command("disconnect_account", "no"),
    "disconnect_account/full": command("disconnect_account", "no2", **EVERYWHERE),
}
