"""The fields of each command by name and type, as `worker.client.commands` takes them.

What they mean stands in `schemas/commands/` and in the models that these are held equal to by a
test. What is left out, or None, is not sent: then the worker's own defaults hold.
"""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict

from pydantic import SecretStr

from worker.client.fields import (
    Day,
    ExceptionalHours,
    FollowUp,
    Moment,
    People,
    Reminder,
    Stretch,
    WorkingHours,
)
from worker.messages.fields import Locale, Priority

SendUpdates = Literal["all", "externalOnly", "none"]


class Always(TypedDict, total=False):
    """What every command has."""

    user_id: Required[str]
    command_id: str | None
    """The idempotency key; made up where it is left out."""
    conversation_id: str | None
    agent_type: str | None
    locale: Locale | None
    deadline: Moment | None
    dry_run: bool | None


class TimeSearch(Always, total=False):
    time_zone: str | None
    meeting_type: str | None
    """One that is built in, or of the worker's own: only the worker knows which there are."""
    duration_minutes: int | None
    preferred_time: Moment | None
    window: Stretch | None
    slot: Stretch | None
    working_hours: WorkingHours | None
    exceptions: Sequence[ExceptionalHours] | None
    step_minutes: int | None
    gap_before_minutes: int | None
    gap_after_minutes: int | None
    minimum_notice_minutes: int | None
    excluded_days: Sequence[Day | str] | None
    on_not_visible: Literal["treat_free", "treat_busy", "reject"] | None


class Search(TimeSearch, total=False):
    participants: Required[People]


class ScheduleMeeting(Search, total=False):
    title: Required[str]
    description: str | None
    hold_id: str | None
    location: str | None
    conference: Literal["meet", "none"] | None
    reminders: Sequence[Reminder] | None
    follow_up_actions: Sequence[FollowUp] | None
    calendar_id: str | None
    send_updates: SendUpdates | None


class CheckAvailability(Search, total=False):
    limit: int | None


class HoldSlot(Always, total=False):
    slot: Required[Stretch]
    participants: Required[People]
    ttl_seconds: int | None


class ReleaseHold(Always, total=False):
    hold_id: Required[str]


class OfAnEvent(Always, total=False):
    event_id: Required[str]
    calendar_id: str | None


class UpdateStatus(OfAnEvent, total=False):
    status: Required[str]
    notes: str | None


class RescheduleMeeting(TimeSearch, total=False):
    event_id: Required[str]
    hold_id: str | None
    calendar_id: str | None
    send_updates: SendUpdates | None


class UpdateMeeting(OfAnEvent, total=False):
    title: str | None
    description: str | None
    location: str | None
    add_participants: People | None
    remove_participants: Sequence[str] | None
    send_updates: SendUpdates | None


class CancelMeeting(OfAnEvent, total=False):
    reason: str | None
    send_updates: SendUpdates | None


class CreateFollowUp(Always, total=False):
    title: Required[str]
    description: str | None
    due: Required[Moment]
    keep_due: bool | None
    priority: Priority | None
    follow_up_type: str | None
    event_id: str | None
    reminders: Sequence[Reminder] | None
    calendar_id: str | None


class OfACalendar(Always, total=False):
    calendar_id: str | None


class SyncCalendar(OfACalendar, total=False):
    full: bool | None
    range: Stretch | None


class ListUpcoming(OfACalendar, total=False):
    days: int | None
    vai_only: bool | None
    participant: str | None
    text: str | None
    limit: int | None
    cursor: str | None
    max_staleness_seconds: int | None


class ConnectAccount(Always, total=False):
    code: Required[str | SecretStr]
    code_verifier: Required[str | SecretStr]
    redirect_uri: Required[str]
