"""A client that follows a calendar by sync tokens."""

from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def pages_of(person: Person, calendar_id: str = "primary", **params: str) -> list[Json]:
    """Read a list to its end."""
    read: list[Json] = []
    token: dict[str, str] = {}
    while True:
        page = await person.list(calendar_id, **params, **token)
        read.append(page)
        if "nextPageToken" not in page:
            return read
        token = {"pageToken": page["nextPageToken"]}


async def start(person: Person, calendar_id: str = "primary", **params: str) -> str:
    """Read everything, and return the sync token."""
    token: str = (await pages_of(person, calendar_id, **params))[-1]["nextSyncToken"]
    return token


async def increment(person: Person, token: str, calendar_id: str = "primary", **params: str) -> list[str]:
    """Return what changed: the title of an event, or what is left of a deleted one."""
    pages = await pages_of(person, calendar_id, syncToken=token, **params)
    items = [item for page in pages for item in page["items"]]
    return [f"{item['status']} {item.get('summary', item['id'])}" for item in items]
