"""Values of the domain as canonical JSON: equal values give equal bytes, and come back equal.

A codec is built from the types of a dataclass's fields, so that no field can be forgotten; a type that
is not known here is an error at once. Instants and durations are whole microseconds, sets are sorted.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import orjson

from worker.domain.interval import Interval

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND

T = TypeVar("T", bound=Hashable)


class NotReadable(ValueError):
    """The bytes hold what this release does not know: another one wrote them."""


@dataclass(frozen=True, slots=True)
class Codec:
    plain: Callable[[Any], Any]
    """To what JSON has."""
    back: Callable[[Any], Any]


def encode(value: Hashable) -> bytes:
    return orjson.dumps(codec_of(type(value)).plain(value), option=orjson.OPT_SORT_KEYS)


def decode(kind: type[T], stored: bytes) -> T:
    """Return the value; a field that was not stored has its default. Raise `NotReadable`."""
    try:
        value: T = codec_of(kind).back(orjson.loads(stored))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotReadable(f"not a {kind.__name__} of this release: {error}") from error
    return value


@cache
def codec_of(kind: Any) -> Codec:
    """Return the codec of a type. Raise `TypeError` for one that has none."""
    if kind in _SINGLE:
        return _SINGLE[kind]
    if build := _GENERIC.get(get_origin(kind) or type(kind)):
        return build(*get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Codec(lambda value: value.value, kind)
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no canonical form for {kind}")


def _micros(duration: timedelta) -> int:
    return duration.days * _DAY + duration.seconds * _SECOND + duration.microseconds


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _unchanged(value: Any) -> Any:
    return value


_SINGLE: Mapping[Any, Codec] = {
    str: Codec(_unchanged, _unchanged),
    int: Codec(_unchanged, _unchanged),
    bool: Codec(_unchanged, _unchanged),
    datetime: Codec(lambda instant: _micros(instant - _EPOCH), _instant),
    timedelta: Codec(_micros, lambda micros: timedelta(microseconds=micros)),
    date: Codec(date.isoformat, date.fromisoformat),
    ZoneInfo: Codec(lambda zone: zone.key, ZoneInfo),
    Interval: Codec(
        lambda when: [_micros(when.start - _EPOCH), _micros(when.end - _EPOCH)],
        lambda ends: Interval(*map(_instant, ends)),
    ),
}


def _tuple(*inner: Any) -> Codec:
    if inner[1:] == (...,):
        each = codec_of(inner[0])
        return Codec(
            lambda values: list(map(each.plain, values)), lambda stored: tuple(map(each.back, stored))
        )
    parts = [codec_of(kind) for kind in inner]
    return Codec(
        lambda values: [part.plain(value) for part, value in zip(parts, values, strict=True)],
        lambda stored: tuple(part.back(value) for part, value in zip(parts, stored, strict=True)),
    )


def _set(inner: Any) -> Codec:
    each = codec_of(inner)
    return Codec(
        lambda values: sorted(map(each.plain, values)), lambda stored: frozenset(map(each.back, stored))
    )


def _mapping(key: Any, value: Any) -> Codec:
    keys, values = codec_of(key), codec_of(value)
    return Codec(
        lambda pairs: {keys.plain(name): values.plain(each) for name, each in pairs.items()},
        lambda stored: {keys.back(name): values.back(each) for name, each in stored.items()},
    )


def _union(*kinds: Any) -> Codec:
    some = [kind for kind in kinds if kind is not NoneType]
    one = codec_of(some[0]) if len(some) == 1 else _tagged({kind.__name__: kind for kind in some})
    if len(some) == len(kinds):
        return one
    return Codec(
        lambda value: None if value is None else one.plain(value),
        lambda stored: None if stored is None else one.back(stored),
    )


def _tagged(kinds: Mapping[str, Any]) -> Codec:
    """Name the class, where a value may be of several."""
    codecs = {name: _record(kind) for name, kind in kinds.items()}

    def plain(value: Any) -> Any:
        name = type(value).__name__
        return {name: codecs[name].plain(value)}

    def back(stored: Any) -> Any:
        ((name, value),) = stored.items()
        return codecs[name].back(value)

    return Codec(plain, back)


_GENERIC: Mapping[Any, Callable[..., Codec]] = {
    tuple: _tuple,
    frozenset: _set,
    Mapping: _mapping,
    UnionType: _union,
}


def _record(kind: Any) -> Codec:
    types = get_type_hints(kind)
    parts = {field.name: codec_of(types[field.name]) for field in fields(kind)}

    def plain(value: Any) -> Any:
        return {name: part.plain(getattr(value, name)) for name, part in parts.items()}

    def back(stored: Any) -> Any:
        return kind(**{name: parts[name].back(value) for name, value in stored.items()})

    return Codec(plain, back)
