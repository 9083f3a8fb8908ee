"""Valid results of every type and changes of every kind, from which `schemas/examples/` is written.

They are built by the code that builds them for real, the real search included.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from tests.messages.example_commands import ANA, BUCHAREST, COMMANDS, MARIA, Json
from worker.domain.account import Account
from worker.domain.availability import Visibility
from worker.domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventDraft,
    EventKey,
    EventStatus,
    MeetStatus,
)
from worker.domain.changes import Origin, compare
from worker.domain.interval import Interval
from worker.domain.search import SearchResult, search
from worker.domain.search_request import Person, SearchRequest
from worker.domain.slot_check import check_slot
from worker.domain.working_hours import OFFICE_HOURS
from worker.domain.zones import zone
from worker.errors import Code, Refused
from worker.messages.changes.command_delayed import encode_command_delayed
from worker.messages.changes.event import encode_event_change
from worker.messages.changes.snapshot import encode_event_snapshot, encode_snapshot_completed
from worker.messages.cloud_events import encode_result, result_id, unstored_id
from worker.messages.envelope import Envelope, open_envelope
from worker.messages.outgoing import Outward
from worker.messages.results.availability import AvailabilityData, NoSlotData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.event import EventData
from worker.messages.results.not_visible import NotVisibleData
from worker.messages.results.pending import PendingData
from worker.messages.results.result import refusal, success
from worker.messages.results.scheduled import ScheduledData
from worker.messages.results.slot import SlotData
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.results.synchronised import SynchronisedData
from worker.messages.texts import Texts
from worker.ports.commands import Chore, ChoreAction, StoredAnswer

NOW: Final = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
MONDAY: Final = Interval(datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 3, 30, 7, 45, tzinfo=UTC))

EVENT: Final = CalendarEvent(
    id="4f2nq7demo",
    calendar_id=MARIA,
    etag='"1"',
    status=EventStatus.CONFIRMED,
    updated=NOW,
    title="Demo VAI",
    description="<div>Demo</div>",
    when=MONDAY,
    time_zone=BUCHAREST,
    attendees=(Attendee(MARIA, "Maria", "accepted", organizer=True), Attendee(ANA, "Ana Pop")),
    organizer_email=MARIA,
    organizer_self=True,
    meet_url="https://meet.example/abc-defg-hij",
    meet_status=MeetStatus.READY,
    html_link="https://calendar.example/event?eid=4f2nq7demo",
    private=(("vai_conversation_id", "conv-42"), ("vai_meeting_type", "sales_meeting")),
)
ACCOUNT: Final = Account("maria", MARIA)


def command(name: str) -> Envelope:
    return open_envelope(orjson.dumps(COMMANDS[name]))


def found(*busy: Interval, days: int = 5) -> SearchResult:
    """Search for 45 minutes with Ana, who is busy, and with John, whose calendar cannot be seen."""
    window = Interval(MONDAY.start - timedelta(hours=10), MONDAY.start + timedelta(days=days))
    people = (
        Person(MARIA, required=True, zone=zone(BUCHAREST), hours=OFFICE_HOURS, own=True),
        Person(ANA, required=True, zone=zone(BUCHAREST), hours=OFFICE_HOURS, busy=busy),
        Person(
            "john@client.example",
            required=False,
            zone=zone("America/New_York"),
            hours=OFFICE_HOURS,
            visibility=Visibility.NOT_VISIBLE,
        ),
    )
    read = Interval(window.start, window.end + timedelta(days=7))
    return search(
        SearchRequest(
            people, window, read, timedelta(minutes=45), zone(BUCHAREST), NOW, preferred=MONDAY.start
        )
    )


def results(texts: Texts) -> Iterator[tuple[str, StoredAnswer]]:
    """Return an encoded result of every shape, by the name of its example."""
    for name, envelope, message, data in _successes(texts):
        result = success(envelope, message, data, NOW)
        yield name, encode_result(result, result_id(MARIA, result.command_id))
    for name, envelope, refused in _refusals(texts):
        result = refusal(envelope, refused, texts, NOW)
        yield name, encode_result(result, unstored_id("vai.calendar.commands.schedule", 3, 42))


def _successes(texts: Texts) -> Iterator[tuple[str, Envelope, str, Outward]]:
    full, best = command("schedule_meeting/full"), found()
    owed = Chore(
        ChoreAction.CREATE_FOLLOW_UP, MARIA, "c", EventKey(MARIA, "f1"), b'{"title":"Trimite oferta"}'
    )
    scheduled = ScheduledData(
        event=EventData.of(EVENT, texts, "ro"),
        slot=SlotData.of(best.slots[0], BUCHAREST, texts, "ro"),
        alternatives=tuple(
            SlotData.of(each, BUCHAREST, texts, "ro") for each in best.alternatives(best.slots[0].slot)
        ),
        unknown_participants=("john@client.example",),
        follow_ups=(),
        pending=(PendingData.of(owed),),
    )
    yield "schedule_meeting/scheduled", full, texts.scheduled("ro", MONDAY.start, BUCHAREST), scheduled
    draft = EventDraft(
        "4f2nq7demo", "Demo VAI", MONDAY, BUCHAREST, attendees=EVENT.attendees, meet_request_id="m"
    )
    planned = scheduled.model_copy(
        update={"event": EventData.planned(draft, MARIA, texts, "ro"), "pending": ()}
    )
    would = texts.scheduled("ro", MONDAY.start, BUCHAREST, dry_run=True)
    yield "schedule_meeting/dry_run", full, would, planned
    ask = command("check_availability/in_english")
    free = AvailabilityData.of(best, 5, NOW, texts, "en")
    yield "check_availability/slots", ask, texts.slots_found("en", len(free.slots)), free
    none = AvailabilityData.of(_full_days(), 10, NOW, texts, "ro")
    smallest = command("check_availability/smallest")
    yield "check_availability/none", smallest, texts.slots_found("ro", 0), none
    off = command("cancel_meeting/smallest")
    gone = CancelledData.of(
        replace(EVENT, status=EventStatus.CANCELLED),
        texts,
        "ro",
        already_gone=False,
        reason="Clientul a renunțat.",
    )
    told = command("cancel_meeting/full")
    yield "cancel_meeting/cancelled", told, texts.cancelled("ro"), gone
    tomb = CalendarEvent("4f2nq7demo", MARIA, '"2"', EventStatus.CANCELLED)
    nothing = CancelledData.of(tomb, texts, "ro", already_gone=True)
    yield "cancel_meeting/already_gone", off, texts.cancelled("ro", already_gone=True), nothing
    some = SynchronisedData(read=40, changed=3, published=2, full=False)
    sync = command("sync_calendar/smallest")
    yield "sync_calendar/changes", sync, texts.synchronised("ro", changed=3), some
    everything = SynchronisedData(read=40, changed=3, published=23, full=True)
    yield (
        "sync_calendar/full",
        command("sync_calendar/full"),
        texts.synchronised("en", changed=3, published=23),
        everything,
    )


def _full_days() -> SearchResult:
    return found(Interval(MONDAY.start - timedelta(days=1), MONDAY.start + timedelta(days=2)), days=1)


def _refusals(texts: Texts) -> Iterator[tuple[str, Envelope, Refused]]:
    slot, full = command("schedule_meeting/exact_slot"), command("schedule_meeting/full")
    none = NoSlotData.of(_full_days(), NOW, texts, "ro")
    yield "schedule_meeting/no_slot", full, Refused(Code.NO_SLOT, "no start is free for everybody", data=none)
    busy = found(MONDAY)
    taken = SlotTakenData.of(
        check_slot(busy.request, MONDAY), busy.alternatives(MONDAY), (), BUCHAREST, texts, "ro"
    )
    yield "schedule_meeting/slot_taken", slot, Refused(Code.SLOT_TAKEN, "the slot is not free", data=taken)
    hidden = NotVisibleData(unknown_participants=("john@client.example",))
    refused = Refused(Code.NOT_VISIBLE, "calendars of some participants cannot be seen", data=hidden)
    yield "schedule_meeting/not_visible", full, refused
    off = command("cancel_meeting/smallest")
    yield (
        "cancel_meeting/event_not_found",
        off,
        Refused(Code.EVENT_NOT_FOUND, "no such event in this calendar"),
    )
    yield (
        "check_availability/google_unavailable",
        command("check_availability/smallest"),
        Refused(Code.GOOGLE_UNAVAILABLE, "Google could not be reached for 60 s"),
    )
    yield (
        "schedule_meeting/invalid_command",
        *_invalid({**COMMANDS["schedule_meeting/smallest"], "titel": "x"}),
    )
    yield "unknown/invalid_command", *_invalid({"command_id": "c-1", "user_id": MARIA, "type": "book"})


def _invalid(body: Json) -> tuple[Envelope, Refused]:
    envelope = open_envelope(orjson.dumps(body))
    try:
        envelope.command(BUCHAREST)
    except Refused as refused:
        return envelope, refused
    raise ValueError("the example is a good command")


def changes(texts: Texts) -> Iterator[tuple[str, StoredAnswer]]:
    """Return an encoded change of every kind, by the name of its example."""
    later = Interval(MONDAY.start + timedelta(days=1), MONDAY.end + timedelta(days=1))
    accepted = (EVENT.attendees[0], replace(EVENT.attendees[1], response="accepted"))
    gone = CalendarEvent(EVENT.id, MARIA, '"9"', EventStatus.CANCELLED)
    for sequence, (name, before, after, origin) in enumerate(
        (
            ("created", None, EVENT, Origin.SELF),
            ("updated", EVENT, replace(EVENT, title="Demo mutat"), Origin.EXTERNAL),
            ("moved", EVENT, replace(EVENT, when=later), Origin.EXTERNAL),
            ("responded", EVENT, replace(EVENT, attendees=accepted), Origin.EXTERNAL),
            ("cancelled", EVENT, gone, Origin.SELF),
        ),
        start=1,
    ):
        yield f"event/{name}", _change(before, after, origin, sequence, texts)
    yield (
        "event/snapshot",
        encode_event_snapshot(account=ACCOUNT, event=EVENT, sequence=6, as_of=NOW, locale="ro", texts=texts),
    )
    yield (
        "snapshot_completed/completed",
        encode_snapshot_completed(user_id="maria", calendar_id=MARIA, sequence=7, as_of=NOW),
    )
    yield (
        "command_delayed/delayed",
        encode_command_delayed(
            user_id="maria",
            command_id="7f1c0a52-full",
            conversation_id="conv-42",
            reason="it is not known yet whether a write took effect",
            as_of=NOW,
        ),
    )


def _change(
    before: CalendarEvent | None, after: CalendarEvent, origin: Origin, sequence: int, texts: Texts
) -> StoredAnswer:
    change = compare(before, after)
    if change is None:
        raise ValueError("the example shows no change")
    return encode_event_change(
        account=ACCOUNT,
        before=before,
        after=after,
        change=change,
        origin=origin,
        command_id="7f1c0a52-full",
        sequence=sequence,
        as_of=NOW,
        locale="ro",
        texts=texts,
    )
