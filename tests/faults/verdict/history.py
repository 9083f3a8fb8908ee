"""A history in which every promise was kept, for tests of the judge to break in one place.

Each command takes one second of it: sent, done by Google after a quarter, answered after half.
"""

from collections.abc import Sequence

from tests.faults.verdict.evidence import Answer, Effect, Evidence, Json
from tests.faults.world.load import Sent

TOPIC = "commands.schedule"


def history(commands: int = 4, keys: int = 1) -> Evidence:
    """Return what is known of so many meetings, dealt out to so many keys, all in one partition."""
    numbers = range(commands)
    return Evidence(
        sent=[sent(number, f"key-{number % keys}") for number in numbers],
        answers=[answer(number) for number in numbers],
        dead=frozenset(),
        effects=[effect(number) for number in numbers],
        events={f"key-{key}": [event(number) for number in numbers[key::keys]] for key in range(keys)},
        runs={name(number): 1 for number in numbers},
    )


def name(number: int) -> str:
    return f"c-{number}"


def sent(number: int, key: str = "key-0", offset: int | None = None) -> Sent:
    return Sent(name(number), key, TOPIC, 0, number if offset is None else offset, at=float(number))


def effect(number: int, at: float | None = None, event_id: str | None = None) -> Effect:
    when = number + 0.25 if at is None else at
    return Effect(name(number), event_id or f"e-{number}", sequence=number, at=when)


def answer(
    number: int,
    made_at: float | None = None,
    status: str = "succeeded",
    code: str | None = None,
    content: bytes | None = None,
) -> Answer:
    return Answer(
        command_id=name(number),
        status=status,
        code=code,
        ce_id=name(number).encode(),
        content=content or f"answer to {number}".encode(),
        made_at=number + 0.5 if made_at is None else made_at,
        partition=0,
        offset=number,
    )


def event(number: int, *, status: str = "confirmed", marked: bool = True) -> Json:
    """Return a meeting of a quarter of an hour, the fifth of the morning for instance."""
    marks = {"extendedProperties": {"private": {"vai_command_id": name(number)}}} if marked else {}
    return {
        "id": f"e-{number}",
        "status": status,
        "start": moment(number),
        "end": moment(number + 1),
        **marks,
    }


def moment(quarter: int) -> Json:
    return {
        "dateTime": f"2026-11-{23 + quarter // 96:02}T{quarter % 96 // 4:02}:{quarter % 4 * 15:02}:00+00:00"
    }


def with_event(evidence: Evidence, *more: Json, key: str = "key-0") -> dict[str, Sequence[Json]]:
    return {**evidence.events, key: [*evidence.events[key], *more]}
