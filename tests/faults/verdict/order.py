"""Whether the commands of each key took their turns: in Google, and in what was answered.

A lane is what the worker promises to run one by one: a topic, a partition and a key. A command
whose result was withheld let its successors pass, as the contract says, so it has no turn.
"""

from collections import defaultdict
from collections.abc import Iterable

from tests.faults.verdict.evidence import Evidence

Lane = tuple[str, int, str]
Instants = dict[str, float]
"""By the command."""


def order_violations(evidence: Evidence) -> int:
    """Count commands that did not wait for an earlier one of their lane.

    Such a command took effect, or was answered, before an earlier one; or it took effect before an
    earlier one was answered, even if their effects are in order by chance. Whoever reads the answers
    sees their offsets and not their times: within a partition those count as well.
    """
    effects, answers, places = first_effects(evidence), first_answers(evidence), answered_at(evidence)
    turns = {lane: taking_turns(commands, evidence) for lane, commands in lanes(evidence).items()}
    early = [
        overtaking(commands, effects, effects)
        | overtaking(commands, answers, answers)
        | overtaking(commands, effects, answers)
        | set().union(*(overtaking(commands, offsets, offsets) for offsets in places.values()))
        for commands in turns.values()
    ]
    return len(set().union(*early))


def lanes(evidence: Evidence) -> dict[Lane, list[str]]:
    """Return each lane's commands in the order in which Kafka has them, repeats at their first place."""
    found: dict[Lane, list[tuple[int, str]]] = defaultdict(list)
    for sent in evidence.sent:
        found[sent.topic, sent.partition, sent.key].append((sent.offset, sent.command_id))
    return {lane: list(dict.fromkeys(name for _, name in sorted(all_of))) for lane, all_of in found.items()}


def taking_turns(commands: Iterable[str], evidence: Evidence) -> list[str]:
    return [command for command in commands if command not in evidence.withheld]


def first_effects(evidence: Evidence) -> Instants:
    return earliest((effect.command_id, effect.at) for effect in evidence.effects)


def first_answers(evidence: Evidence) -> Instants:
    return earliest((answer.command_id, answer.made_at) for answer in evidence.answers)


def answered_at(evidence: Evidence) -> dict[int, Instants]:
    """Return the offsets of first answers, for each partition of the results.

    First by offset, which is what readers see: a replica that was frozen may tell later what it
    had made earlier.
    """
    found: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
    for answer in evidence.answers:
        found[answer.partition].append((answer.command_id, answer.offset))
    return {partition: earliest(moments) for partition, moments in found.items()}


def earliest(moments: Iterable[tuple[str, float]]) -> Instants:
    found: Instants = {}
    for command_id, at in moments:
        found[command_id] = min(at, found.get(command_id, at))
    return found


def overtaking(commands: Iterable[str], mine: Instants, theirs: Instants) -> set[str]:
    """Return the commands whose own moment lies before that of any earlier command."""
    latest, found = float("-inf"), set()
    for command in commands:
        if mine.get(command, latest) < latest:
            found.add(command)
        latest = max(latest, theirs.get(command, latest))
    return found
