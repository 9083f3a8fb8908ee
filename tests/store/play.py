"""Readings, commands and people, all at once on one calendar; then the changes are folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.store.asked import AT_ONCE
from tests.store.diary import Diary
from tests.store.reading import SELF, Reading, Told, draft
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.changes import PUBLISHED
from worker.ports.commands import Claim
from worker.ports.synchronisation import Doubts, Republish, Synchronisation

NAMES = ("e-1", "e-2", "e-3", "e-4")
FOREIGN = "e-4"


@dataclass(slots=True)
class Sent:
    """A write that Google has, whose command has not ended."""

    claim: Claim
    event: CalendarEvent


@dataclass(slots=True)
class Play:
    """Each number of a script is one thing that somebody does next."""

    reading: Reading
    diary: Diary = field(default_factory=Diary)
    sent: list[Sent] = field(default_factory=list)
    begun: Synchronisation | None = None
    unread: list[str] = field(default_factory=list)
    token: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    """Titles that commands wrote, by command."""

    async def run(self, script: Iterable[int]) -> None:
        acts = (
            self.by_hand,
            self.by_hand,
            self.write,
            self.delete,
            self.end,
            self.read,
            self.read,
            self.read,
        )
        for number in script:
            await acts[number % len(acts)](number // len(acts))
        for _ in tuple(self.sent):
            await self.end(0)
        await self.finish_reading()
        for everything in (False, True):
            await self.open(everything=everything)
            await self.finish_reading()

    async def by_hand(self, number: int) -> None:
        name = NAMES[number % len(NAMES)]
        self.diary.by_hand(name, number // len(NAMES), own=name != FOREIGN)

    async def write(self, number: int) -> None:
        """Let a command make an event, if there is none yet: ids are used once."""
        name = NAMES[number % 3]
        if name in self.diary.events:
            return
        command_id = f"write {name} {self.diary.versions}"
        new = draft(name, f"stamp {command_id}", f"Own {self.diary.versions}")
        claim = await self.reading.writing(new, command_id=command_id)
        self.drafts[command_id] = new.title
        self.sent.append(Sent(claim, self.diary.insert(new)))

    async def delete(self, number: int) -> None:
        name = NAMES[number % 3]
        one = self.diary.events.get(name)
        if one is None or one.is_cancelled:
            return
        claim = await self.reading.deleting(name, command_id=f"delete {name} {self.diary.versions}")
        self.diary.put(replace(one, status=EventStatus.CANCELLED))
        self.sent.append(Sent(claim, replace(one, status=EventStatus.CANCELLED)))

    async def end(self, number: int) -> None:
        """Let a command see what it wrote, as it was, or as it is found to be now; or never see it."""
        if not self.sent:
            return
        done = self.sent.pop(number % len(self.sent))
        now = self.diary.events[done.event.id]
        match number % 4:
            case 0 | 1:
                await self.reading.finish(done.claim, done.event)
            case 2 if not now.is_cancelled and not done.event.is_cancelled:
                await self.reading.finish(done.claim, now)
            case _:
                await self.reading.finish(done.claim)

    async def read(self, number: int) -> None:
        """Do the next step of a reading."""
        if self.begun is None:
            await self.open(everything=number % 4 == 0)
        elif self.unread:
            await self.turn_page()
        elif number % 5 == 0:
            await self.lose(number)
        else:
            await self.complete(Republish() if number % 3 == 0 else None)

    async def open(self, *, everything: bool) -> None:
        self.begun = await self.reading.begin(everything=everything)
        self.token = str(self.diary.versions)
        self.unread = self.diary.changed_since(self.begun.sync_token)

    async def turn_page(self) -> None:
        assert self.begun is not None
        page, self.unread = self.unread[:2], self.unread[2:]
        events = self.diary.page(page, everything=self.begun.sync_token is None)
        await self.reading.synchronisations.stage(self.begun, events)

    async def lose(self, number: int) -> None:
        """Let a reading come to nothing: given back, or begun anew because its token is too old."""
        assert self.begun is not None
        if number % 2:
            self.begun = await self.reading.synchronisations.begin_anew(self.begun)
            self.token = str(self.diary.versions)
            self.unread = self.diary.changed_since(None)
        else:
            await self.reading.synchronisations.give_up(self.begun, AT_ONCE)
            self.begun = None

    async def complete(self, republish: Republish | None = None) -> None:
        """Settle what is in doubt, one round at a time, or be done."""
        assert self.begun is not None
        outcome = await self.reading.synchronisations.complete(self.begun, self.token, republish)
        if isinstance(outcome, Doubts):
            found = [self.diary.get(key.event_id) for key in outcome.events]
            await self.reading.synchronisations.stage(self.begun, found, settled=True)
        else:
            self.begun = None

    async def finish_reading(self) -> None:
        while self.begun is not None:
            await (self.turn_page() if self.unread else self.complete())

    async def check(self) -> None:
        """See that the changes fold to what is there, and that each is told once and by its author."""
        told = await self.reading.told()
        present = folded(told)
        alive = {name: visible(one) for name, one in self.diary.alive.items() if name != FOREIGN}
        assert {name: body["title"] for name, body in present.items()} == {
            name: title for name, (title, _) in alive.items()
        }
        assert {name: body["start"] for name, body in present.items()} == {
            name: start for name, (_, start) in alive.items()
        }
        own = [one for one in told if one.body.get("origin") == SELF]
        assert len({(one.body["command_id"], one.kind) for one in own}) == len(own), "told twice"
        assert all(
            one.body["after"]["title"] == self.drafts[one.body["command_id"]]
            for one in own
            if one.body["after"]
        )


def visible(event: CalendarEvent) -> tuple[str, str]:
    start: Any = PUBLISHED["start"](event)
    return event.title, start.strftime("%Y-%m-%dT%H:%M:%SZ")


def folded(told: Iterable[Told]) -> dict[str, dict[str, Any]]:
    """Return the present state, and see that every change begins where the one before ended."""
    present: dict[str, dict[str, Any]] = {}
    last = 0
    for one in told:
        assert one.body["sequence"] > last
        last = one.body["sequence"]
        if one.kind == "completed":
            continue
        name, before, after = one.body["event_id"], plain(one.body["before"]), plain(one.body["after"])
        assert name != FOREIGN
        if one.kind == "snapshot":
            assert present[name] == after
            continue
        assert before == present.get(name)
        assert not after or number_of(before) <= number_of(after), "an older version was told again"
        assert after != before
        present = (
            {**present, name: after} if after else {key: kept for key, kept in present.items() if key != name}
        )
    return present


def plain(event: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an event without what depends on who told of it: the language of its times."""
    if event is None:
        return None
    return {name: value["utc"] if name in {"start", "end"} else value for name, value in event.items()}


def number_of(event: dict[str, Any] | None) -> int:
    return int(event["title"].split()[-1]) if event else 0
