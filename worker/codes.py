"""Every way in which a command can end without success, as agents read it."""

from enum import StrEnum


class Code(StrEnum):
    """Every error code that a result can carry."""

    INVALID_COMMAND = "invalid_command"
    WRONG_TOPIC = "wrong_topic"
    REPLY_TOPIC_NOT_ALLOWED = "reply_topic_not_allowed"
    EXPIRED = "expired"
    COMMAND_ID_REUSED = "command_id_reused"
    ACCOUNT_NOT_CONNECTED = "account_not_connected"
    ACCOUNT_NOT_ALLOWED = "account_not_allowed"
    REAUTHORIZATION_REQUIRED = "reauthorization_required"
    INSUFFICIENT_SCOPE = "insufficient_scope"
    CONSENT_FAILED = "consent_failed"
    NO_SLOT = "no_slot"
    SLOT_TAKEN = "slot_taken"
    HOLD_EXPIRED = "hold_expired"
    HOLD_NOT_FOUND = "hold_not_found"
    HOLD_MISMATCH = "hold_mismatch"
    TOO_MANY_HOLDS = "too_many_holds"
    EVENT_NOT_FOUND = "event_not_found"
    CALENDAR_NOT_FOUND = "calendar_not_found"
    NOT_ORGANIZER = "not_organizer"
    ALREADY_CANCELLED = "already_cancelled"
    NOT_VISIBLE = "not_visible"
    CONCURRENT_CHANGE = "concurrent_change"
    QUOTA_EXHAUSTED = "quota_exhausted"
    GOOGLE_UNAVAILABLE = "google_unavailable"
    RATE_LIMITED = "rate_limited"
    AVAILABILITY_UNKNOWN = "availability_unknown"
    OUTCOME_UNKNOWN = "outcome_unknown"
    INTERNAL = "internal"
    RESULT_TOO_LARGE = "result_too_large"
    PUSH_NOT_CONFIGURED = "push_not_configured"

    @property
    def is_failure(self) -> bool:
        """Whether the status is `failed` (could not be done now) rather than `rejected` (a clear no)."""
        return self in _FAILURES

    @property
    def is_retryable(self) -> bool:
        """Whether sending it again, as a new command, makes sense."""
        return self in _RETRYABLE


_FAILURES = frozenset(
    {
        Code.CONCURRENT_CHANGE,
        Code.QUOTA_EXHAUSTED,
        Code.GOOGLE_UNAVAILABLE,
        Code.RATE_LIMITED,
        Code.AVAILABILITY_UNKNOWN,
        Code.OUTCOME_UNKNOWN,
        Code.INTERNAL,
        Code.RESULT_TOO_LARGE,
    }
)
_RETRYABLE = _FAILURES - {Code.QUOTA_EXHAUSTED, Code.INTERNAL, Code.RESULT_TOO_LARGE, Code.OUTCOME_UNKNOWN}
