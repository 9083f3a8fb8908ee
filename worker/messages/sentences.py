"""The sentences that results say to people, in English, which is also their key in the catalogue.

Whoever adds one here adds its translation to `worker/locales/*.po`; a test compares them.
"""

from dataclasses import dataclass
from typing import Final

from worker.codes import Code


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence about `{number}` things."""

    one: str
    many: str


SCHEDULED: Final = "The meeting is scheduled for {when}."
WOULD_SCHEDULE: Final = "The meeting would be scheduled for {when}."
SCHEDULED_BUT_REMOVED: Final = "The meeting was scheduled for {when}, but somebody has removed it since."
SLOTS_FOUND: Final = Counted("{number} possible time was found.", "{number} possible times were found.")
NO_SLOTS_FOUND: Final = "No time was found that suits everybody."
CANCELLED: Final = "The meeting was cancelled."
WOULD_CANCEL: Final = "The meeting would be cancelled."
ALREADY_GONE: Final = "The meeting had already been cancelled."
HELD: Final = "The time is held: {when}."
WOULD_HOLD: Final = "The time would be held: {when}."
RELEASED: Final = "The hold was released."
WOULD_RELEASE: Final = "The hold would be released."
RESCHEDULED: Final = "The meeting was moved to {when}."
WOULD_RESCHEDULE: Final = "The meeting would be moved to {when}."
NOT_MOVED: Final = "The meeting is at that time already: {when}."
FOLLOW_UP_SET: Final = "The follow-up is set for {when}."
WOULD_SET_FOLLOW_UP: Final = "The follow-up would be set for {when}."
FOLLOW_UP_PUT_OFF: Final = "The follow-up is set for {when}, when work begins again."
WOULD_PUT_OFF_FOLLOW_UP: Final = "The follow-up would be set for {when}, when work begins again."
FOLLOW_UP_SET_BUT_REMOVED: Final = "The follow-up was set for {when}, but somebody has removed it since."
MEETING_FOUND: Final = "The meeting was found."
MEETING_FOUND_CANCELLED: Final = "The meeting was found, but it has been cancelled."
UPCOMING: Final = Counted(
    "{number} upcoming meeting was found.",
    "{number} upcoming meetings were found.",
)
UPCOMING_AND_MORE: Final = Counted(
    "Here is {number} upcoming meeting; there are more.",
    "Here are {number} upcoming meetings; there are more.",
)
NOTHING_UPCOMING: Final = "No upcoming meetings were found."
STATUS_SET: Final = "The meeting's status is {status} now."
WOULD_SET_STATUS: Final = "The meeting's status would be {status}."
UPDATED: Final = "The meeting was changed."
WOULD_UPDATE: Final = "The meeting would be changed."
CHANGED_BUT_REMOVED: Final = "The meeting was changed, but somebody has removed it since."
SYNCHRONISED: Final = Counted(
    "The calendar was read: {number} event had changed.",
    "The calendar was read: {number} events had changed.",
)
WOULD_SYNCHRONISE: Final = "The calendar would be read."
NOTHING_NEW: Final = "The calendar was read: nothing had changed."
REPUBLISHED: Final = Counted(
    "The whole calendar was read: {number} record was published.",
    "The whole calendar was read: {number} records were published.",
)
WATCHED: Final = "Changes in the calendar are noticed at once from now on."
WOULD_WATCH: Final = "Changes in the calendar would be noticed at once."
WATCH_STOPPED: Final = "Changes in the calendar are no longer noticed at once, only now and then."
WOULD_STOP_WATCH: Final = "Changes in the calendar would no longer be noticed at once."
NOT_WATCHED: Final = "The calendar is not watched: changes in it are noticed only now and then."

CONNECTED: Final = "The Google account {address} is connected."
CONNECTED_WITHOUT: Final = (
    "The Google account {address} is connected, but not all rights were given: some requests will be refused."
)
WOULD_CONNECT: Final = "The Google account would be connected."
DISCONNECTED: Final = "The Google account {address} was disconnected, and what was kept of it is forgotten."
WOULD_DISCONNECT: Final = "The Google account {address} would be disconnected."
FORGOTTEN: Final = (
    "What was kept of {address} is forgotten. "
    "No consent was stored; delegation still allows acting for this user."
)
WOULD_FORGET: Final = (
    "What is kept of {address} would be forgotten. "
    "No consent is stored; delegation would still allow acting for this user."
)

TIME_HAS_PASSED: Final = "The time asked for has passed."

REFUSALS: Final = {
    Code.INVALID_COMMAND: "The request cannot be carried out as it is written.",
    Code.WRONG_TOPIC: "The request was sent to the wrong topic.",
    Code.REPLY_TOPIC_NOT_ALLOWED: "The result may not be sent to the topic that was asked for.",
    Code.EXPIRED: "The request came too late, and nothing was done.",
    Code.COMMAND_ID_REUSED: "Another request with the same id was already received.",
    Code.ACCOUNT_NOT_CONNECTED: "The Google account is not connected.",
    Code.ACCOUNT_NOT_ALLOWED: "This Google account may not be used.",
    Code.REAUTHORIZATION_REQUIRED: "The Google account has to be connected again.",
    Code.INSUFFICIENT_SCOPE: "The Google account did not give the rights that are needed.",
    Code.CONSENT_FAILED: "The Google account could not be connected. Please start the consent again.",
    Code.NO_SLOT: "No time was found that suits everybody.",
    Code.SLOT_TAKEN: "The time asked for is not free.",
    Code.HOLD_EXPIRED: "The hold on this time has expired.",
    Code.HOLD_NOT_FOUND: "There is no such hold.",
    Code.HOLD_MISMATCH: "The hold does not cover these people and this time.",
    Code.TOO_MANY_HOLDS: "Too many times are being held already.",
    Code.EVENT_NOT_FOUND: "There is no such meeting.",
    Code.CALENDAR_NOT_FOUND: "There is no such calendar.",
    Code.NOT_ORGANIZER: "Only the organizer can change this meeting.",
    Code.ALREADY_CANCELLED: "The meeting is cancelled already.",
    Code.NOT_VISIBLE: "The calendar of at least one participant cannot be seen.",
    Code.CONCURRENT_CHANGE: "The meeting kept changing meanwhile. Please try again.",
    Code.QUOTA_EXHAUSTED: "Google accepts no further changes from this account for some hours.",
    Code.GOOGLE_UNAVAILABLE: "Google Calendar cannot be reached at the moment. Please try again.",
    Code.RATE_LIMITED: "Google Calendar is too busy at the moment. Please try again.",
    Code.AVAILABILITY_UNKNOWN: "At least one calendar could not be read at the moment. Please try again.",
    Code.OUTCOME_UNKNOWN: "Google never said whether the change took effect. Please look into the calendar.",
    Code.INTERNAL: "Something went wrong on our side.",
    Code.RESULT_TOO_LARGE: "The result is too large. Please ask for less at once.",
    Code.PUSH_NOT_CONFIGURED: "Push notifications are not set up.",
}
