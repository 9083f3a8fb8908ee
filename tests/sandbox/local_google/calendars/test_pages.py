"""Pages of what is not a list of events [D]."""

from tests.sandbox.local_google.people import ANA
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role


async def test_a_page_has_a_hundred_entries_unless_asked_otherwise(
    ana: Person, control: LocalGoogleControl
) -> None:
    for number in range(101):
        await control.share(ANA, f"guest{number}@elsewhere.example", Role.READER)
    first = await ana.send("GET", "calendars/primary/acl", None, {})
    second = await ana.send("GET", "calendars/primary/acl", None, {"pageToken": first["nextPageToken"]})

    assert (len(first["items"]), "nextPageToken" in second) == (100, False)
    assert len((await ana.send("GET", "calendars/primary/acl", None, {"maxResults": "250"}))["items"]) > 101


async def test_an_entry_keeps_its_etag_where_only_read_only_fields_change(ana: Person) -> None:
    """[S14]: what the calendar is called is not the entry's."""
    entry = "users/me/calendarList/primary"
    before = await ana.send("GET", entry, None, {})
    await ana.send("PATCH", "calendars/primary", {"summary": "Ana's own"}, {})
    after = await ana.send("GET", entry, None, {})

    assert (after["summary"], after["etag"]) == ("Ana's own", before["etag"])
