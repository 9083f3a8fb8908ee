"""Commands that are wrong in one way each, beside those of `tests.wire.malformed`.

Each is an example of `schemas/examples/commands/` but for its changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.messages.example_commands import COMMANDS
from tests.messages.samples.people import ANA, SLOT, Json

GONE = object()


@dataclass(frozen=True, slots=True)
class Wrong:
    id: str
    example: str
    changes: Json
    path: str
    """The one field that is wrong."""
    seen: bool = True
    """Whether the JSON Schema can tell, too: it knows no arithmetic."""

    @property
    def type(self) -> str:
        return self.example.partition("/")[0]

    @property
    def body(self) -> Json:
        changed = {**COMMANDS[self.example], **self.changes}
        return {name: value for name, value in changed.items() if value is not GONE}

    def __str__(self) -> str:
        return self.id


def wrong() -> list[Wrong]:
    return [*_holds(), *_rescheduled(), *_updated(), *_follow_ups(), *_read(), *_synchronised(), *_accounts()]


def _holds() -> Iterator[Wrong]:
    hold = "hold_slot/smallest"
    backwards = {"start": SLOT["end"], "end": SLOT["start"]}
    yield Wrong("a hold without a slot", hold, {"slot": GONE}, "slot")
    yield Wrong("a hold backwards", hold, {"slot": backwards}, "slot.end", seen=False)
    yield Wrong("a hold for nobody in particular", hold, {"participants": GONE}, "participants")
    yield Wrong("a hold of nine seconds", hold, {"ttl_seconds": 9}, "ttl_seconds")
    yield Wrong("a hold of more than an hour", hold, {"ttl_seconds": 3601}, "ttl_seconds")
    yield Wrong("a hold with a window", hold, {"window": SLOT}, "window")
    yield Wrong("a release of nothing", "release_hold/smallest", {"hold_id": GONE}, "hold_id")
    yield Wrong("a release of an empty name", "release_hold/smallest", {"hold_id": ""}, "hold_id")


def _rescheduled() -> Iterator[Wrong]:
    move = "reschedule_meeting/smallest"
    yield Wrong("a move of nothing", move, {"event_id": GONE}, "event_id")
    yield Wrong("a move with participants", move, {"participants": [{"email": ANA}]}, "participants")
    weekly, unlike = "2026-W52-4", "a move around a day that is written by its week"
    yield Wrong(unlike, move, {"excluded_days": [weekly]}, "excluded_days[0]")
    differing = "a move with other hours on a day that is written by its week"
    yield Wrong(differing, move, {"exceptions": [{"date": weekly}]}, "exceptions[0].date")
    yield Wrong("a move to a slot and a window", move, {"slot": SLOT, "window": SLOT}, "slot")
    yield Wrong("a move to a slot and a hold", move, {"slot": SLOT, "hold_id": "h"}, "hold_id")
    yield Wrong("a move to a window and a hold", move, {"window": SLOT, "hold_id": "h"}, "hold_id")
    longer = {"slot": SLOT, "duration_minutes": 30}
    yield Wrong("a move to a slot of another length", move, longer, "slot", seen=False)
    yield Wrong("a move under a new title", move, {"title": "Demo"}, "title")


def _updated() -> Iterator[Wrong]:
    update = "update_meeting/smallest"
    yield Wrong("an update of nothing", update, {"title": GONE}, "")
    yield Wrong("an update to nothing", update, {"title": None}, "")
    yield Wrong("an update that only tells", update, {"title": GONE, "send_updates": "none"}, "")
    yield Wrong("an update to a blank title", update, {"title": " "}, "title")
    twice = [ANA, ANA.upper()]
    yield Wrong(
        "one removed twice", update, {"remove_participants": twice}, "remove_participants[1]", seen=False
    )
    both = {"add_participants": [{"email": ANA}], "remove_participants": ["x@b.ro", ANA.upper()]}
    yield Wrong("one who comes and goes", update, both, "remove_participants[1]", seen=False)
    nobody = {"remove_participants": ["ana"]}
    yield Wrong("a removal of no address", update, nobody, "remove_participants[0]")
    again = {"add_participants": [{"email": ANA}, {"email": ANA}]}
    yield Wrong("one added twice", update, again, "add_participants[1].email", seen=False)
    yield Wrong("an update of the time", update, {"slot": SLOT}, "slot")
    status = "update_status/smallest"
    yield Wrong("no status", status, {"status": GONE}, "status")
    yield Wrong("an empty status", status, {"status": ""}, "status")
    yield Wrong("a status of 33 characters", status, {"status": "x" * 33}, "status")
    yield Wrong("a status of two lines", status, {"status": "a\nb"}, "status")


def _follow_ups() -> Iterator[Wrong]:
    todo = "create_follow_up/smallest"
    yield Wrong("a task without an end", todo, {"due": GONE}, "due")
    yield Wrong("a task without a name", todo, {"title": GONE}, "title")
    yield Wrong("a task of some importance", todo, {"priority": "highest"}, "priority")
    six = [{"method": "popup", "minutes": 1}] * 6
    yield Wrong("a task with six reminders", todo, {"reminders": six}, "reminders")
    yield Wrong("a task with a duration", todo, {"duration_minutes": 30}, "duration_minutes")


def _read() -> Iterator[Wrong]:
    ahead = "list_upcoming/smallest"
    yield Wrong("no days ahead", ahead, {"days": 0}, "days")
    yield Wrong("91 days ahead", ahead, {"days": 91}, "days")
    yield Wrong("no meetings at all", ahead, {"limit": 0}, "limit")
    yield Wrong("251 meetings", ahead, {"limit": 251}, "limit")
    yield Wrong("meetings with nobody", ahead, {"participant": "ana"}, "participant")
    yield Wrong("meetings with blank text", ahead, {"text": " "}, "text")
    yield Wrong("a cursor with a blank", ahead, {"cursor": "a b"}, "cursor")
    yield Wrong("an answer from tomorrow", ahead, {"max_staleness_seconds": -1}, "max_staleness_seconds")
    yield Wrong("an answer of last week", ahead, {"max_staleness_seconds": 86_401}, "max_staleness_seconds")
    yield Wrong("no event", "get_meeting/smallest", {"event_id": GONE}, "event_id")


def _synchronised() -> Iterator[Wrong]:
    full = "sync_calendar/full"
    year = {"start": "2026-01-01T00:00:00Z", "end": "2027-01-02T00:00:00Z"}
    assert COMMANDS[full]["full"] is True
    yield Wrong("a range of what is not told", full, {"full": False}, "range")
    yield Wrong("a range of what is not asked", full, {"full": GONE}, "range")
    backwards = {"start": year["end"], "end": year["start"]}
    yield Wrong("a range that ends before it begins", full, {"range": backwards}, "range.end", seen=False)
    yield Wrong("a range that is wrong, of a wrong thing", full, {"full": "yes", "range": year}, "full")
    yield Wrong("watching with a range", "watch_calendar/smallest", {"range": year}, "range")
    yield Wrong("an empty calendar", "stop_watch/smallest", {"calendar_id": ""}, "calendar_id")


def _accounts() -> Iterator[Wrong]:
    consent = "connect_account/smallest"
    for name in ("code", "code_verifier", "redirect_uri"):
        yield Wrong(f"no {name}", consent, {name: GONE}, name)
        yield Wrong(f"{name} a number", consent, {name: 7}, name)
        yield Wrong(f"{name} with a blank", consent, {name: "x" * 50 + " "}, name)
    yield Wrong("a verifier of 42 characters", consent, {"code_verifier": "x" * 42}, "code_verifier")
    yield Wrong("a verifier of 129 characters", consent, {"code_verifier": "x" * 129}, "code_verifier")
    yield Wrong("a verifier of other characters", consent, {"code_verifier": "+" * 43}, "code_verifier")
    yield Wrong("a code of 2049 characters", consent, {"code": "x" * 2049}, "code")
    extra: dict[str, Any] = {"refresh_token": "x"}
    yield Wrong("a token", consent, extra, "refresh_token")
    yield Wrong("a farewell with a code", "disconnect_account/smallest", {"code": "x"}, "code")
