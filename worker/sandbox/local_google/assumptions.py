"""What Google does not document, and this local Google had to choose.

Each choice is one field with the chosen default, so that it can be found, switched in a
test, and one day probed on a real account. Each names where the silence, or the
contradiction, was found.
"""

from typing import Literal

from pydantic import BaseModel


class Assumptions(BaseModel, frozen=True, extra="forbid"):
    """The undocumented choices, each with its default."""

    needs_action_is_busy: bool = True
    """An invitation without an answer blocks time in free/busy [D]."""
    tentative_response_is_busy: bool = True
    """An invitation answered with "maybe" blocks time in free/busy [D]."""
    tentative_event_is_busy: bool = True
    """An event whose `status` is `tentative` blocks time in free/busy [D]."""
    overlapping_busy_is_merged: bool = True
    """Busy times that overlap are answered as one [D]."""
    adjacent_busy_is_merged: bool = True
    """Busy times that only touch are answered as one, if overlapping ones are [D]."""
    busy_is_clipped: bool = True
    """Busy times are cut to the range that was asked for [D]."""
    all_day_uses_calendar_zone: bool = True
    """In free/busy, an all-day event lasts from midnight to midnight of its calendar's zone, not UTC."""
    free_busy_max_days: int | None = 90
    """Longer ranges are `timeRangeTooLong` [O8]; None accepts any."""
    too_many_calendars: Literal["refuse", "per_calendar"] = "refuse"
    """More calendars than allowed: 400 for the request, or an error for each one too many [D]."""
    recurrence_is_busy: Literal[False] = False
    """Masters of series stay out of free/busy and `singleEvents`: expansion is not built yet."""

    local_time_without_zone: Literal["refuse", "calendar_zone"] = "refuse"
    """A start without offset and zone: the reference refuses it [D], a guide takes the calendar's [S19]."""
    local_time_fold: Literal[0, 1] = 0
    """Which of two instants a wall time means that occurs twice [S19]."""
    zero_length_events: bool = True
    """A timed event may end when it starts."""
    repeated_property_filters: Literal["and", "or"] = "and"
    """Repeated `privateExtendedProperty` constraints: all [D], or any [S8]."""
    oversized_page: Literal["clamp", "refuse"] = "clamp"
    """`maxResults` above 2500 gives 2500, or 400."""

    updated_min_max_days: int | None = 30
    """An older `updatedMin` is `updatedMinTooLongAgo` [O16]; None accepts any."""

    sync_token_max_days: int | None = 30
    """An older sync token is `fullSyncRequired`; its lifetime is not documented [S13]; None: any is good."""
    tombstones_kept_days: int | None = 30
    """How long lists tell of a deleted event, which vanishes "eventually" [D], and the oldest sync
    token that could miss one; None: for ever. `events.get` and the id are not affected."""
    unknown_sync_position: Literal["invalid", "full_sync_required"] = "invalid"
    """A sync token that is garbled, of another list or of another user: 400, or 410 as an old one."""
    changed_sync_query: Literal["refuse", "as_asked"] = "refuse"
    """Parameters that differ from the first request's, "undefined" [S13]: 400, or they count as they are."""
    increments_keep_time_min: bool = False
    """Increments leave out what the `timeMin` of the full reading left out [S13]; deletions never."""
    list_filters_silence_sync_token: bool = True
    """A full reading with a parameter that a sync token forbids, `timeMin` excepted, ends without one."""

    put_without_status_restores: bool = True
    """PUT on a cancelled event without `status` makes it confirmed, the default status [D][S14]."""
    deleted_wins_over_if_match: bool = True
    """Deleting a deleted event with an old `If-Match` is 410, not 412."""
    rewritten_attendee_keeps_response: bool = False
    """An attendee who is written again without `responseStatus` keeps the old one."""
    move_resets_responses: bool = False
    """Responses go back to `needsAction` when the organizer moves the event."""
    invited_copy_takes_transparency: bool = True
    """A new invitation starts with the organizer's transparency, which is private afterwards."""
    edit_returns_removed_copy: bool = False
    """A copy that its guest deleted comes back when the organizer changes the event."""
    meet_success_moves_updated: bool = True
    """A Meet link that becomes ready moves `updated`, as any change of main data does."""
    hidden_events_are_writable: bool = False
    """Who may write, but not see private events, may change and delete them [S23]."""
    calendar_metadata_role: Literal["freeBusyReader", "reader"] = "freeBusyReader"
    """The least access with which `calendars.get` answers."""
    jwt_clock_skew_seconds: int = 300
    """How far `iat` of an assertion may lie ahead of Google's clock."""
