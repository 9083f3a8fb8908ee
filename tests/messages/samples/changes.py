"""Examples of what goes to the changes topic."""

from collections.abc import Iterator
from datetime import timedelta

from tests.messages.samples.events import (
    ACCOUNT,
    ANSWERED,
    EVENT,
    MOVED,
    NOW,
    RENAMED,
    TOMBSTONE,
)
from tests.messages.samples.people import MARIA
from tests.messages.samples.sync_results import EVENTS_SCOPE, FREE_BUSY_SCOPE
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.domain.changes import Origin, compare
from worker.messages.changes.account import (
    AccountConnected,
    AccountDisconnected,
    AccountReauthorizationRequired,
    encode_account_record,
)
from worker.messages.changes.command_delayed import encode_command_delayed
from worker.messages.changes.event import encode_event_change
from worker.messages.changes.reminder_due import encode_reminder_due
from worker.messages.changes.snapshot import encode_event_snapshot, encode_snapshot_completed
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

Named = tuple[str, StoredAnswer]


def of_events(texts: Texts) -> Iterator[Named]:
    for sequence, (name, before, after, origin) in enumerate(
        (
            ("created", None, EVENT, Origin.SELF),
            ("updated", EVENT, RENAMED, Origin.EXTERNAL),
            ("moved", EVENT, MOVED, Origin.EXTERNAL),
            ("responded", EVENT, ANSWERED, Origin.EXTERNAL),
            ("cancelled", EVENT, TOMBSTONE, Origin.SELF),
        ),
        start=1,
    ):
        yield f"event/{name}", change(before, after, origin, sequence, texts)


def change(
    before: CalendarEvent | None, after: CalendarEvent, origin: Origin, sequence: int, texts: Texts
) -> StoredAnswer:
    difference = compare(before, after)
    if difference is None:
        raise ValueError("the example shows no change")
    return encode_event_change(
        account=ACCOUNT,
        before=before,
        after=after,
        change=difference,
        origin=origin,
        command_id="7f1c0a52-full",
        sequence=sequence,
        as_of=NOW,
        locale="ro",
        texts=texts,
    )


def of_snapshots(texts: Texts) -> Iterator[Named]:
    yield (
        "event/snapshot",
        encode_event_snapshot(account=ACCOUNT, event=EVENT, sequence=6, as_of=NOW, locale="ro", texts=texts),
    )
    yield (
        "snapshot_completed/completed",
        encode_snapshot_completed(user_id="maria", calendar_id=MARIA, sequence=7, as_of=NOW),
    )


def of_moments(texts: Texts) -> Iterator[Named]:
    ten_minutes_before = Reminder(ReminderMethod.POPUP, 10)
    due = encode_reminder_due(
        account=ACCOUNT,
        event=EVENT,
        reminder=ten_minutes_before,
        as_of=NOW,
        locale="ro",
        texts=texts,
    )
    yield "reminder_due/popup", due
    delayed = encode_command_delayed(
        user_id="maria",
        command_id="7f1c0a52-full",
        conversation_id="conv-42",
        reason="it is not known yet whether a write took effect",
        as_of=NOW,
    )
    yield "command_delayed/delayed", delayed


def of_accounts() -> Iterator[Named]:
    connected = AccountConnected(
        user_id="maria",
        email=MARIA,
        conversation_id="conv-42",
        as_of=NOW,
        granted_scopes=(EVENTS_SCOPE,),
        missing_scopes=(FREE_BUSY_SCOPE,),
    )
    yield "account_connected/connected", encode_account_record(connected)
    dead = AccountReauthorizationRequired(
        user_id="maria", email=MARIA, conversation_id=None, as_of=NOW + timedelta(days=30)
    )
    yield "account_reauthorization_required/revoked", encode_account_record(dead)
    gone = AccountDisconnected(
        user_id="maria", email=MARIA, conversation_id="conv-42", as_of=NOW + timedelta(days=31)
    )
    yield "account_disconnected/disconnected", encode_account_record(gone)
