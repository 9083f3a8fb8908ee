"""One person's calendar, read and changed as they would do it themselves.

Everything goes through the Calendar API with a token of that person, marked as by hand: access
rules, invitations, sync tokens and push channels take notice of it as of any program's call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from worker.domain.zones import day_start, local_date, zone
from worker.sandbox.local_google.by_hand.entry import DAY, Entry
from worker.sandbox.local_google.by_hand.new_entry import NewEntry, When
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

SHOWN_DAYS = 14
TELL_EVERYBODY = {"sendUpdates": "all"}


@dataclass(frozen=True, slots=True)
class Diary:
    email: str
    place: ZoneInfo
    """The zone of the person's account."""
    today: date
    """By Google's clock, in that zone."""
    hand: Person

    @classmethod
    async def open(cls, control: LocalGoogleControl, email: str) -> Self:
        """Open somebody's calendar. Raise `NotPossible` if the local Google does not know them."""
        people = {account.email: account for account in await control.people()}
        account = people.get(email.lower())
        if account is None:
            known = ", ".join(people) or "nobody"
            raise NotPossible(f"nobody here has the address {email}; known: {known}")
        place = zone(account.time_zone)
        today = local_date(await control.now(), place)
        return cls(account.email, place, today, await control.person(account.email))

    async def entries(self, first: date | None = None, days: int = SHOWN_DAYS) -> list[Entry]:
        """Return what is in the calendar from a day on, today by default, in order of time."""
        first = first or self.today
        asked = {
            "singleEvents": "true",
            "orderBy": "startTime",
            "timeMin": day_start(first, self.place).isoformat(),
            "timeMax": day_start(first + days * DAY, self.place).isoformat(),
        }
        return [Entry.of(event, self.place) for event in await self._all_pages(asked)]

    async def find(self, wanted: str, first: date | None = None, *, series: bool = False) -> Entry:
        """Return the one entry that has this id, or whose id or title begins so.

        Where the whole `series` is meant, the first of it stands for all. Raise `NotPossible`, with
        what there is to choose from, where it is not one.
        """
        entries = await self.entries(first)
        exact = [entry for entry in entries if wanted in {entry.id, entry.title}]
        found = exact or [entry for entry in entries if _begins(entry, wanted.lower())]
        if len({entry.target(series=series) for entry in found}) != 1:
            raise NotPossible(_unclear(wanted, found))
        return found[0]

    async def entry(self, event_id: str) -> Entry:
        """Return an entry by its id, wherever in time it lies."""
        return Entry.of(await self.hand.get(event_id), self.place)

    async def add(self, new: NewEntry) -> Entry:
        made = await self.hand.insert(new.body(self.place.key), **TELL_EVERYBODY)
        return Entry.of(made, self.place)

    async def move(self, entry: Entry, when: When) -> None:
        """Move an entry to another day or time, and keep its zone."""
        zone_name = entry.time_zone or self.place.key
        await self._patch(entry.id, when.times(self.place, zone_name))

    async def retitle(self, entry: Entry, title: str, *, series: bool = False) -> None:
        await self._patch(entry.target(series=series), {"summary": title})

    async def delete(self, entry: Entry, *, series: bool = False) -> None:
        await self.hand.delete(entry.target(series=series), **TELL_EVERYBODY)

    async def answer(self, entry: Entry, answer: str, *, series: bool = False) -> None:
        """Answer an invitation: `accepted`, `tentative` or `declined` [D]."""
        if entry.own_answer is None:
            raise NotPossible(f"{self.email} is not among the guests of “{entry.title}”")
        await self.hand.respond(entry.target(series=series), answer)

    async def _patch(self, event_id: str, body: Json) -> None:
        await self.hand.patch(event_id, body, **TELL_EVERYBODY)

    async def _all_pages(self, asked: dict[str, str]) -> list[Json]:
        page = await self.hand.list(**asked)
        events: list[Json] = page["items"]
        while "nextPageToken" in page:
            page = await self.hand.list(**asked, pageToken=page["nextPageToken"])
            events += page["items"]
        return events


def _begins(entry: Entry, wanted: str) -> bool:
    return entry.id.startswith(wanted) or entry.title.lower().startswith(wanted)


def _unclear(wanted: str, found: Sequence[Entry]) -> str:
    if not found:
        return (
            f"no event in the two weeks shown has the id or the title “{wanted}”; `--from` shows later ones"
        )
    named = ", ".join(f"{entry.id} ({entry.title}, {entry.start:%a %-d %b %H:%M})" for entry in found)
    return f"“{wanted}” could be {len(found)} events: {named}"
