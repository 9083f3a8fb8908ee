"""The settings of a person's Calendar, and what they are until somebody changes them [S23]."""

from dataclasses import dataclass

DEFAULTS = {
    "autoAddHangouts": "false",
    "dateFieldOrder": "MDY",
    "defaultEventLength": "60",
    "format24HourTime": "false",
    "hideInvitations": "false",
    "hideWeekends": "false",
    "locale": "en",
    "remindOnRespondedEventsOnly": "false",
    "showDeclinedEvents": "true",
    "timezone": "Etc/GMT",
    "useKeyboardShortcuts": "true",
    "weekStart": "0",
}
LONGEST_VALUE = 1024


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that somebody changed."""

    value: str
    version: int


def is_setting(name: str, value: str) -> bool:
    return name in DEFAULTS and len(value) <= LONGEST_VALUE
