"""What only Google writes on an event [D]."""

from tests.sandbox.local_google.people import ANA, BOB, meeting
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def test_read_only_and_unknown_fields_are_ignored(ana: Person) -> None:
    """[D]."""
    stamp = "2001-01-01T00:00:00Z"
    written: Json = {
        "created": stamp,
        "updated": stamp,
        "creator": {"email": "x@y"},
        "htmlLink": "https://evil",
    }
    marked = [{"email": BOB, "self": True, "organizer": True}]
    event = await ana.insert(
        meeting(
            hangoutLink="https://evil",
            organizer={"email": "x@y"},
            colour="red",
            attendees=marked,
            **written,
        )
    )

    assert "hangoutLink" not in event
    assert {name for name, given in written.items() if event[name] == given} == set()
    assert event["attendees"] == [{"email": BOB, "responseStatus": "needsAction"}]
    assert event["organizer"]["email"] == ANA
    assert "colour" not in event
