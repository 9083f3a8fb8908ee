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

    series_start_always_counts: bool = True
    """The start of a series occurs, and is the first of its COUNT, even if its rule does not match it."""
    broken_recurrence_lines: Literal["refuse", "keep"] = "refuse"
    """A recurrence line that cannot be read is a 400, or is kept and passed over; Google has sent such."""
    endless_series_days: int = 730
    """How far a list without `timeMax` follows a series that has no end, from now or from `timeMin`."""
    series_is_in_range_as_a_whole: bool = False
    """A list of series takes one that began before `timeMax` and ends after `timeMin`; else one of its
    instances must lie between the two."""
    exception_touches_series: bool = False
    """A first change of an instance changes the etag of its series too."""
    moved_series_drops_exceptions: bool = True
    """Exceptions whose instance a changed rule or time does not have any more are cancelled; else kept."""
    series_edit_reaches_exceptions: bool = True
    """A change of a series reaches its exceptions, in fields that they had in common."""
    series_deletion_reaches_exceptions: bool = True
    """Deleting a series changes its exceptions' etags, so that increments tell of each."""
    deleted_series_expands: bool = True
    """`showDeleted` with `singleEvents` shows the instances of a deleted series [D]."""
    cancelled_exceptions_are_bare: bool = True
    """A cancelled instance shows the three guaranteed fields alone, to its organizer too [D]."""
    instances_show_cancelled: bool = False
    """`events.instances` shows cancelled instances without `showDeleted` too: [D] can be read both ways."""
    instances_of_single_event: Literal["refuse", "empty"] = "refuse"
    """`events.instances` of an event that does not recur: 400, or an empty list."""
    import_replaces_earlier_import: bool = True
    """Importing an `iCalUID` again writes over the copy of the first import; else 409."""
    increments_show_details_of_deleted: bool = False
    """Increments without `showDeleted` show more of a deleted event than its id [D]."""
    guest_edit_of_shared: Literal["refuse", "own_copy"] = "refuse"
    """A guest's change of shared fields is a 403 [S11], or stays on their copy [S17]."""
    absence_declines_instances: bool = True
    """Somebody's automatic declining declines the instances of a series that conflict; else none."""

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

    unknown_parameters: Literal["refuse", "ignore"] = "refuse"
    """A query parameter that the discovery document does not know for a call: 400, or nothing [D]."""

    rate_limit_status: Literal[403, 429] = 403
    """Which of the two statuses, said to mean the same, tells of a rate limit [S11]."""
    patch_costs_three: bool = True
    """A patch costs three requests [S15], also since quotas count requests [S1]."""
    refused_requests_count: bool = False
    """What is refused for a rate limit counts against it too [S1]."""

    push_attempts: int = 5
    """How often a notice is posted to a receiver that answers 500, 502, 503 or 504 [S9]."""
    push_retries_no_answer: bool = False
    """A receiver that does not answer, or cannot be reached, is tried again as one that says 503."""
    longer_channels_are_cut: bool = True
    """A channel lives at most the default seven days; False: as long as asked for [S9]."""
    ended_channel_frees_its_id: bool = False
    """The id of a channel that was stopped or has expired may be used again [O10]."""
    channel_id_taken_status: Literal[400, 409] = 400
    """The status of `channelIdNotUnique` [O10]."""
    http_webhook: Literal["not_https", "unauthorized"] = "not_https"
    """A plain HTTP address: 400 `push.webhookUrlNotHttps`, or 401 `push.webhookUrlUnauthorized` [O10]."""
    foreign_channel_is_hidden: bool = True
    """Who stops a channel that another user or client opened [S9] gets 404, not 403."""

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
    unseen_invitation_resets_response: bool = True
    """An answer written for a guest whose invitations do not appear "may be reset" [D]: it is."""
    edit_returns_removed_copy: bool = False
    """A copy that its guest deleted comes back when the organizer changes the event."""
    meet_request_id_is_spent: bool = False
    """A `requestId` that made the conference of one event makes none for another of the calendar [D]."""
    meet_success_moves_updated: bool = True
    """A Meet link that becomes ready moves `updated`, as any change of main data does."""
    hidden_events_are_writable: bool = False
    """Who may write, but not see private events, may change and delete them [S23]."""
    calendar_metadata_role: Literal["freeBusyReader", "reader"] = "freeBusyReader"
    """The least access with which `calendars.get` answers."""
    jwt_clock_skew_seconds: int = 300
    """How far `iat` of an assertion may lie ahead of Google's clock."""

    calendar_properties_need: Literal["writer", "owner"] = "owner"
    """The least access with which `calendars.patch` and `update` change properties [D]."""
    others_see_working_hours: bool = False
    """`calendars.get` shows the working hours of a colleague's primary calendar too [D]."""
    working_hours_elsewhere: Literal["refuse", "ignore"] = "refuse"
    """Working hours written to a calendar that cannot have any: 400, or passed over [D]."""
    unset_working_hours: Literal["absent", "disabled"] = "absent"
    """How `calendars.get` shows working hours that nobody has set."""
    default_settings_are_listed: bool = False
    """`settings.list` tells settings that are at their default; they "may be missing" [S23]."""
    acl_insert_replaces: bool = True
    """`acl.insert` for a scope that has a rule writes that rule anew; else 409."""
    deleted_rule_is_found: bool = False
    """`acl.get` answers a rule that was taken away, with the role `none`; else 404."""
    data_owner_keeps_ownership: bool = True
    """Nobody can take the owner role from a calendar's data owner [S4]."""
    too_many_rules: Literal["quotaExceeded", "limitExceeded"] = "quotaExceeded"
    """The reason of the 403 for an access rule beyond 6,000 [S6]."""
    listing_again_keeps_entry: bool = True
    """`calendarList.insert` of a calendar on the list changes its entry; else 409."""

    loopback_path_is_free: bool = True
    """A desktop client may name any path behind its loopback address, not only any port."""
    prompt_none_error: Literal["interaction_required", "consent_required", "immediate_failed"] = (
        "interaction_required"
    )
    """What `prompt=none` comes back with where somebody would have to be asked [S30]."""
    authorization_error_status: int | None = None
    """HTTP status of the page of an authorize error; None: the number that is printed on it [S30]."""
    authorization_code_seconds: int = 600
    """How long an authorization code can be exchanged."""
    failed_exchange_spends_code: bool = False
    """A code that was shown with a wrong verifier, address or client is used up."""
    reused_code_revokes_tokens: bool = False
    """A code that comes twice ends the tokens it was exchanged for, as RFC 6749 advises."""
    wrong_redirect_uri_at_exchange: Literal["redirect_uri_mismatch", "invalid_grant"] = (
        "redirect_uri_mismatch"
    )
    """The error of a code shown with another `redirect_uri`: as seen, or as in RFC 6749."""
    unneeded_verifier_is_ignored: bool = False
    """A `code_verifier` for a code without challenge is passed over; else `invalid_grant`, as seen."""
    refresh_token_after_online_consent: bool = True
    """The first offline consent counts as "first consent" [S30] though an online one came before."""
    refresh_token_for_new_scopes: bool = False
    """A consent to further scopes counts as "first consent" [S30]."""
    refresh_gives_id_token: bool = False
    """Refreshing a grant with `openid` gives a new id token, which the sample of [S30] does not show."""
    testing_tells_refresh_token_expiry: bool = False
    """`refresh_token_expires_in` tells the seven days of testing too, not only time-based access [S30]."""
    unused_refresh_token_days: int = 180
    """How long the "six months" are after which an unused refresh token is dead [S31]."""
    refresh_by_another_client: Literal["unauthorized_client", "invalid_grant"] = "unauthorized_client"
    """The error of a refresh token shown by another client than its own [O7]."""
    unauthorized_client_status: Literal[400, 401] = 401
    """Both were seen [O7]."""
    openid_issuer: Literal["https://accounts.google.com", "accounts.google.com"] = (
        "https://accounts.google.com"
    )
    """Which of its two names Google gives as `iss` [S32]."""
    app_created_means: Literal["project", "client"] = "project"
    """Whose calendars `calendar.app.created` reaches: the project's, or those of the one client [D]."""
    revocation_ends_the_project: bool = True
    """Revoking one token ends all that the person gave to the project; else what combined consent joined."""
    scope_error_has_details: bool = True
    """403 `insufficientPermissions` has `error.status` and an `ErrorInfo` beside the classic body [O7]."""
