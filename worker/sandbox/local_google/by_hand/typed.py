"""What people type, in a form or on a command line. What makes no sense is `NotPossible`."""

import re
from datetime import date, time

from worker.domain.zones import UnknownZone, zone
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.events.attendees import ADDRESS
from worker.sandbox.local_google.events.event_times import YEARS

MOST_MINUTES = 60 * 24 * 14
MOST_DAYS = 366
MOST_WEEKS = 520
ONE_DIGIT = re.compile("[0-9]:")
"""How a time begins whose hour lacks the zero that ISO wants."""


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
        return time.fromisoformat(f"0{text}" if ONE_DIGIT.match(text) else text).replace(tzinfo=None)
    except ValueError:
        raise NotPossible(f"“{text}” is no time of day: write it as 14:30") from None


def read_zone(text: str) -> str:
    try:
        return zone(text).key
    except UnknownZone as error:
        meant = "".join(f"; did you mean {name}?" for name in error.near[:1])
        raise NotPossible(f"“{text}” is no time zone{meant}") from None


def read_count(name: str, number: int, most: int) -> int:
    if not 1 <= number <= most:
        raise NotPossible(f"{name} must be a whole number from 1 to {most}")
    return number


def read_address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise NotPossible(f"“{text}” is no address")
    return text.lower()


def read_addresses(text: str) -> tuple[str, ...]:
    return tuple(read_address(address) for part in text.split(",") if (address := part.strip()))
