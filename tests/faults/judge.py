"""What the evidence says: how often each promise was broken. Pure, so that it can be tried itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.faults.evidence import Answer, Evidence, Json

Figures = dict[str, Any]

PROMISES = (
    "lost",
    "duplicate_effects",
    "order_violations",
    "repeats_differ",
    "answers_without_effect",
    "effects_without_answer",
    "double_bookings",
    "uncommitted",
)
"""Figures that must be zero in every scenario."""


def figures(evidence: Evidence) -> Figures:
    """Return everything that every scenario prints."""
    return {
        "commands": len({sent.command_id for sent in evidence.sent}),
        "lost": len(lost(evidence)),
        "duplicate_effects": duplicate_effects(evidence),
        "order_violations": order_violations(evidence),
        "reexecuted": reexecuted(evidence),
        "repeated_results": repeated(evidence.answers),
        "repeats_differ": repeats_differ(evidence.answers),
        "answers_without_effect": len(succeeded(evidence) - alive(evidence)),
        "effects_without_answer": len(alive(evidence) - succeeded(evidence)),
        "double_bookings": double_bookings(evidence),
        "uncommitted": evidence.uncommitted,
        "succeeded": len(succeeded(evidence)),
        "failed": len({answer.command_id for answer in evidence.answers if answer.status == "failed"}),
        "rejected": len({answer.command_id for answer in evidence.answers if answer.status == "rejected"}),
        "dead_lettered": len(evidence.dead),
    }


def lost(evidence: Evidence) -> set[str]:
    """Return the commands without a result and without a dead letter."""
    answered = {answer.command_id for answer in evidence.answers}
    return {sent.command_id for sent in evidence.sent} - answered - evidence.dead


def duplicate_effects(evidence: Evidence) -> int:
    """Count events beyond the first of each command, also those that were deleted again."""
    events = {(effect.command_id, effect.event_id) for effect in evidence.effects}
    return len(events) - len({command_id for command_id, _ in events})


def order_violations(evidence: Evidence) -> int:
    """Count commands that took effect after a later command of their key."""
    first: dict[str, int] = {}
    for effect in evidence.effects:
        first.setdefault(effect.command_id, effect.sequence)
    return sum(inversions(first, commands) for commands in by_key(evidence).values())


def by_key(evidence: Evidence) -> dict[tuple[str, int, str], list[str]]:
    """Return each key's commands in the order in which Kafka has them."""
    lanes: dict[tuple[str, int, str], list[tuple[int, str]]] = defaultdict(list)
    for sent in evidence.sent:
        lanes[sent.topic, sent.partition, sent.key].append((sent.offset, sent.command_id))
    return {lane: list(dict.fromkeys(name for _, name in sorted(all_of))) for lane, all_of in lanes.items()}


def inversions(first: dict[str, int], commands: Iterable[str]) -> int:
    times = [first[command] for command in commands if command in first]
    return sum(later < earlier for earlier, later in pairwise(times))


def reexecuted(evidence: Evidence) -> int:
    """Count how often a handler ran again."""
    return sum(runs - 1 for runs in evidence.runs.values())


def repeated(answers: Sequence[Answer]) -> int:
    """Count results beyond the first of each id."""
    return len(answers) - len({answer.ce_id for answer in answers})


def repeats_differ(answers: Sequence[Answer]) -> int:
    """Count results that say something else than an earlier one of the same id."""
    first: dict[bytes, bytes] = {}
    for answer in answers:
        first.setdefault(answer.ce_id, answer.content)
    return sum(first[answer.ce_id] != answer.content for answer in answers)


def succeeded(evidence: Evidence) -> set[str]:
    return {answer.command_id for answer in evidence.answers if answer.status == "succeeded"}


def alive(evidence: Evidence) -> set[str]:
    """Return the commands that have an event in a calendar at the end."""
    there = {event["id"] for events in evidence.events.values() for event in confirmed(events)}
    return {effect.command_id for effect in evidence.effects if effect.event_id in there}


def double_bookings(evidence: Evidence) -> int:
    """Count neighbouring events of a calendar that overlap."""
    return sum(overlaps(events) for events in evidence.events.values())


def overlaps(events: Sequence[Json]) -> int:
    times = sorted((instant(event["start"]), instant(event["end"])) for event in confirmed(events))
    return sum(later[0] < earlier[1] for earlier, later in pairwise(times))


def confirmed(events: Sequence[Json]) -> list[Json]:
    return [event for event in events if event["status"] == "confirmed"]


def instant(moment: Json) -> datetime:
    return datetime.fromisoformat(moment["dateTime"])
