"""What people type, in a form or on a command line. What makes no sense is `NotPossible`."""

from datetime import date, time

from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.events.attendees import ADDRESS
from worker.sandbox.local_google.events.event_times import YEARS

MOST_MINUTES = 60 * 24 * 14
MOST_DAYS = 366
MOST_WEEKS = 520


def read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotPossible(f"“{text}” is no day: write it as 2026-11-23") from None
    if day.year not in YEARS:
        raise NotPossible(f"“{text}” is too far away")
    return day


def read_time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise NotPossible(f"“{text}” is no time of day: write it as 14:30") from None


def read_address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise NotPossible(f"“{text}” is no address")
    return text.lower()


def read_addresses(text: str) -> tuple[str, ...]:
    return tuple(read_address(address) for part in text.split(",") if (address := part.strip()))
