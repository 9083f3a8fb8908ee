"""What the evidence says: how often each promise was broken. Pure, so that it can be tried itself."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.faults.verdict.evidence import Answer, Evidence, Json, marked
from tests.faults.verdict.order import order_violations
from worker.messages.cloud_events import unstored_id

Figures = dict[str, Any]

MAKES_AN_EVENT = "schedule_meeting"
TAKES_AN_EVENT = "cancel_meeting"
REUSED = "command_id_reused"
OF_ONE_RECORD = frozenset({"invalid_command", "wrong_topic", "reply_topic_not_allowed", REUSED, "internal"})
"""Codes of results that are not stored: the contract promises no repeat of them."""

PROMISES = (
    "lost",
    "duplicate_effects",
    "order_violations",
    "repeats_differ",
    "answers_without_effect",
    "effects_without_answer",
    "double_bookings",
    "uncommitted",
    "unfinished",
    "unsettled",
    "fallen",
)
"""Figures that must be zero in every scenario."""


def figures(evidence: Evidence) -> Figures:
    """Return everything that every scenario prints."""
    return {
        "commands": len({sent.command_id for sent in evidence.sent}),
        "lost": lost(evidence),
        "duplicate_effects": duplicate_effects(evidence),
        "order_violations": order_violations(evidence),
        "reexecuted": reexecuted(evidence),
        "repeated_results": repeated(evidence.answers),
        "repeats_differ": repeats_differ(evidence),
        "answers_without_effect": answers_without_effect(evidence),
        "effects_without_answer": len(effects_without_answer(evidence)),
        "double_bookings": double_bookings(evidence),
        "uncommitted": evidence.uncommitted,
        "unfinished": evidence.unfinished,
        "unsettled": evidence.unsettled,
        "fallen": evidence.fallen,
        "succeeded": len(succeeded(evidence)),
        "unsuccessful": len({sent.command_id for sent in evidence.sent} - succeeded(evidence)),
        "failed": len({answer.command_id for answer in evidence.answers if answer.status == "failed"}),
        "rejected": len({answer.command_id for answer in evidence.answers if answer.status == "rejected"}),
        "dead_lettered": len(evidence.dead),
    }


def lost(evidence: Evidence) -> int:
    """Count records of commands that were neither answered nor moved to the dead letters.

    A command that was sent twice is to be answered twice, unless its result was withheld: then
    records that wait for the same reply share it.
    """
    sent = Counter(sent.command_id for sent in evidence.sent)
    answered = Counter(answer.command_id for answer in evidence.answers)
    due = {name: 1 if name in evidence.withheld else count for name, count in sent.items()}
    return sum(max(0, count - answered[name]) for name, count in due.items() if name not in evidence.dead)


def duplicate_effects(evidence: Evidence) -> int:
    """Count events beyond the first of each command, also those that were deleted again.

    Google's log and what its calendars hold are two witnesses: what either saw counts.
    """
    logged = Counter((effect.command_id, effect.event_id) for effect in evidence.effects)
    kept = {
        (command_id, event["id"])
        for events in evidence.events.values()
        for event in events
        if (command_id := marked(event))
    }
    pairs = logged.keys() | kept
    made_again = logged.total() - len(logged)
    return len(pairs) - len({command_id for command_id, _ in pairs}) + made_again


def reexecuted(evidence: Evidence) -> int:
    """Count how often a handler ran again."""
    return sum(runs - 1 for runs in evidence.runs.values())


def repeated(answers: Sequence[Answer]) -> int:
    """Count results beyond the first of each command, one-record refusals aside."""
    lasting = [answer for answer in answers if answer.code not in OF_ONE_RECORD]
    return len(lasting) - len({answer.command_id for answer in lasting})


def repeats_differ(evidence: Evidence) -> int:
    """Count results that are not, byte for byte, the first of their command. Its `ce_id` is part of it.

    A result that is not stored belongs to one record, which its `ce_id` names: it is compared with
    none, but that record has no other. Of what is not a command of ours only its code is known.
    """
    records: defaultdict[str, set[bytes]] = defaultdict(set)
    for sent in evidence.sent:
        of_record = unstored_id(sent.topic, sent.partition, sent.offset)
        records[sent.command_id].add(str(of_record).encode())
    answers: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in evidence.answers:
        answers[answer.command_id].append(answer)
    return sum(contradictions(given, records[command_id]) for command_id, given in answers.items())


def contradictions(answers: Sequence[Answer], records: AbstractSet[bytes]) -> int:
    """Count what differs from the first lasting result; one more if no record is left that it could be of."""
    lasting = [answer for answer in answers if not is_of_one_record(answer, records)]
    refused = {answer.ce_id for answer in answers if answer.code != REUSED} & records
    differing = sum(answer.content != lasting[0].content for answer in lasting)
    return differing + (bool(lasting) and bool(records) and refused == records)


def is_of_one_record(answer: Answer, records: AbstractSet[bytes]) -> bool:
    if answer.code == REUSED or answer.ce_id in records:
        return True
    return not records and answer.code in OF_ONE_RECORD


def succeeded(evidence: Evidence) -> set[str]:
    return {answer.command_id for answer in evidence.answers if answer.status == "succeeded"}


def answers_without_effect(evidence: Evidence) -> int:
    """Count meetings that were promised and are not there, and such that were cancelled and are."""
    promised = succeeded(evidence) & of_type(evidence, MAKES_AN_EVENT)
    made = event_ids(evidence)
    cancelled = cancelled_events(evidence)
    standing = {name for name in promised if not made[name] & cancelled}
    there = {event_id for name in alive(evidence) for event_id in made[name]}
    return len(standing - alive(evidence)) + len(cancelled & there)


def effects_without_answer(evidence: Evidence) -> set[str]:
    """Return the commands whose event stands in a calendar although nobody was told that it does."""
    return alive(evidence) - succeeded(evidence)


def of_type(evidence: Evidence, command_type: str) -> set[str]:
    return {sent.command_id for sent in evidence.sent if sent.type == command_type}


def cancelled_events(evidence: Evidence) -> set[str]:
    done = succeeded(evidence) & of_type(evidence, TAKES_AN_EVENT)
    return {sent.event_id for sent in evidence.sent if sent.command_id in done and sent.event_id}


def event_ids(evidence: Evidence) -> defaultdict[str, set[str]]:
    """Return the events that each command made."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for effect in evidence.effects:
        found[effect.command_id].add(effect.event_id)
    return found


def alive(evidence: Evidence) -> set[str]:
    """Return the commands that have an event in a calendar at the end."""
    there = {event["id"] for events in evidence.events.values() for event in confirmed(events)}
    return {effect.command_id for effect in evidence.effects if effect.event_id in there} | {
        name for events in evidence.events.values() for event in confirmed(events) if (name := marked(event))
    }


def double_bookings(evidence: Evidence) -> int:
    """Count events that begin before an earlier one of their calendar has ended, people's own aside."""
    return sum(
        overlaps([event for event in events if event["id"] not in evidence.by_hand])
        for events in evidence.events.values()
    )


def overlaps(events: Sequence[Json]) -> int:
    times = sorted((instant(event["start"]), instant(event["end"])) for event in confirmed(events))
    ends = [times[0][1]] if times else []
    for _, end in times[1:]:
        ends.append(max(ends[-1], end))
    return sum(later[0] < end for (_, later), end in zip(pairwise(times), ends, strict=False))


def confirmed(events: Sequence[Json]) -> list[Json]:
    return [event for event in events if event["status"] == "confirmed"]


def instant(moment: Json) -> datetime:
    return datetime.fromisoformat(moment["dateTime"])
