"""From Python's values to those of the wire. Whether they make sense is for the models to say."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from worker.domain import zones
from worker.messages.results.slot import SlotData, TimeSpan

Json = dict[str, Any]

STRETCHES: Final = frozenset({"window", "slot", "range"})
PEOPLE: Final = frozenset({"participants", "add_participants"})
PAIR: Final = 2


def body_of(fields: Mapping[str, Any]) -> Json:
    """Return the body of a command. A None counts as left out."""
    return {name: _field(name, value) for name, value in fields.items() if value is not None}


def _field(name: str, value: Any) -> Any:
    if name in STRETCHES and isinstance(value, tuple) and len(value) == PAIR:
        return {"start": _plain(value[0]), "end": _plain(value[1])}
    plain = _plain(value)
    if name in PEOPLE and isinstance(plain, list):
        return [{"email": each} if isinstance(each, str) else each for each in plain]
    return plain


def _plain(value: Any) -> Any:
    match value:
        case SecretStr():
            plain: Any = value.get_secret_value()
        case Enum():
            plain = value.value
        case datetime() | date() | time():
            plain = _time(value)
        case TimeSpan() | SlotData():
            plain = {"start": value.start.utc, "end": value.end.utc}
        case Mapping():
            plain = body_of(value)
        case Iterable() if not isinstance(value, str | bytes):
            plain = [_plain(each) for each in value]
        case _:
            plain = value
    return plain


def _time(value: datetime | date | time) -> Any:
    match value:
        case datetime(tzinfo=ZoneInfo(key=str()) as zone) if _is_skipped(value, zone):
            return {"local": value.replace(tzinfo=None).isoformat(), "time_zone": zone.key}
        case time(second=0, microsecond=0):
            return value.isoformat("minutes")
        case _:
            return value.isoformat()


def _is_skipped(moment: datetime, zone: ZoneInfo) -> bool:
    """Say whether no clock of the zone ever shows it. Python would take another hour for it in silence."""
    return not zones.instants_of(moment.replace(tzinfo=None, fold=0), zone)
