"""What `vai-calendar explain` says of a decision, in English, which is also the key in the catalogue."""

from typing import Final

from worker.messages.sentences import Counted

COMMAND: Final = "{type} {command_id} of {user_id}, decided {when}."
SOUGHT: Final = "Sought: {minutes} min between {start} and {end} ({zone}), starts every {step} min."
SOUGHT_EXACT: Final = "Asked for: exactly {start} to {end} ({zone})."
PREFERRED: Final = "Preferred: {when}."
WINDOW_HAD_PASSED: Final = "The time to search in had passed already."
ASKED: Final = "Asked:"
JOINING: Final = "To join, and so to be free:"
OWN: Final = "the user"
OPTIONAL: Final = "optional"
NOT_VISIBLE: Final = "calendar not visible"
NEVER_AT_WORK: Final = "never at work"
OTHER_HOURS: Final = "other hours on {days}"
STANDS_IN_THE_WAY: Final = "blocks {blocks} of {candidates} starts, {alone} of them alone"
BLOCKED: Final = "Blocked: {reasons}."
IN_THE_WAY: Final = "In the way: {blockers}."
NOTHING_IN_THE_WAY: Final = "Nothing was in the way of it."
RULE_OF_NOTICE: Final = "the notice"
CHOSEN: Final = "Chosen: {when}, {score} of 100 points{reasons}."
CHOSEN_EXACT: Final = "Chosen: {when}, as it was asked for."
CHOSEN_ELSEWHERE: Final = "Chosen: {when}, which this search does not hold."
BEST: Final = "Best: {when}, {score} of 100 points{reasons}."
NEXT_BEST: Final = "Next best: {when}, {score} of 100 points{reasons}."
WITHOUT: Final = "Without {email}: {times}, the first {when}."
ONLY_MINUTES: Final = "With {minutes} min only: {times}, the first {when}."
INSTEAD: Final = "Suggested for {day}: {times}."
ENDED: Final = "It ended: {status}. {message}"
IS_WITHHELD: Final = "Its result is withheld until Google tells what came of a write."
IS_RUNNING: Final = "It has not ended yet."
SAME: Final = "Computed again just now: the same, byte for byte."
NOT_THE_SAME: Final = "Computed again just now: not the same."
OTHER_RULES: Final = "The rules of the search have changed since: {then} then, {now} now."
OTHER_ZONES: Final = "The zone data is another: {then} then, {now} now."
A_DEFECT: Final = "Neither rules nor zone data have changed, so this is a defect: please report it."
NOT_READABLE: Final = (
    "Another release kept this decision, and this one cannot read it: {worker} then, {now} now."
)
UNKNOWN_COMMAND: Final = "No command with the id {command_id} is known, or not any more."
USER_FORGOTTEN: Final = "The command {command_id} was forgotten together with its user."
SEVERAL_USERS: Final = "Several users have a command with this id: {users}. Say which with --user."
SEARCHED_NOTHING: Final = "{type} {command_id} searched for no time, so there is nothing to explain."
NOT_KEPT: Final = (
    "Nothing is kept of what {type} {command_id} decided: it found no need to search, or it was too long ago."
)
LOOKED_AT: Final = Counted(
    "{number} start was looked at, {found} would do.", "{number} starts were looked at, {found} would do."
)
TAKEN_MEANWHILE: Final = Counted(
    "{number} better time was taken by other commands meanwhile.",
    "{number} better times were taken by other commands meanwhile.",
)
DAYS_MORE: Final = Counted(
    "Searching {number} day longer: {times}, the first {when}.",
    "Searching {number} days longer: {times}, the first {when}.",
)
TIMES: Final = Counted("{number} time", "{number} times")
BLOCK_REASONS: Final = {
    "busy": "busy",
    "outside_hours": "outside working hours",
    "gap": "no gap around it",
    "hold": "promised to another meeting",
    "notice": "too soon",
    "excluded_day": "a day left out",
    "unknown": "calendar unknown",
}
RANK_REASONS: Final = {
    "preferred_time": "the preferred time",
    "near_preferred_time": "near the preferred time",
    "optional_free": "optional people are free, too",
    "core_hours": "at nobody's edge of the day",
    "fair_hours": "fair hours for everybody",
    "next_to_meetings": "next to other meetings",
    "with_room": "with room around it",
    "best_of_day": "the best of its day",
    "soon": "soon",
    "unknown_participants": "somebody's calendar is unknown",
}
