"""Good commands among everything that a sender can do wrong, in the same partitions and of the same keys."""

from collections.abc import Iterator, Sequence

from tests.faults.acts.poison import Poison, rows
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.load import Order, meetings
from tests.wire.malformed import Malformed

UNREADABLE = 3
"""Records that the client itself cannot read."""
AFTER_EACH = 1
"""Records that are sent after each of them; they are no JSON."""


async def act(play: Play) -> None:
    await play.fleet.start(play.options.replicas)
    poison = Poison(play)
    for good, row in mixed(meetings(play.options.commands, play.dice), shuffled(play)):
        await play.load.send(good)
        await poison.send(row, play.load.sent[-1].key)
    await poison.settle()
    for number in range(UNREADABLE):
        await poison.send_unreadable(play.load.sent[number].partition)
    await play.answered(1.0, play.quiet_seconds)
    await note_ends(play, poison)


def shuffled(play: Play) -> list[Malformed]:
    wrong = rows()
    play.dice.shuffle(wrong)
    return wrong


def mixed(good: Sequence[Order], wrong: Sequence[Malformed]) -> Iterator[tuple[Sequence[Order], Malformed]]:
    """Give each wrong record with the good ones that go before it, at least one."""
    each = max(1, len(good) // len(wrong))
    for number, row in enumerate(wrong):
        start = number * each
        yield good[start : start + each if number < len(wrong) - 1 else None], row


async def note_ends(play: Play, poison: Poison) -> None:
    spots = await poison.spots()
    left = await poison.unended(spots)
    otherwise = poison.ended_otherwise()
    play.notes |= {
        "poison_records": len(spots),
        "poison_unended": len(left),
        "poison_ended_otherwise": len(otherwise),
        "poison_examples": otherwise[:3],
        "unreadable_sent": len(spots) - len(poison.rows) - UNREADABLE * AFTER_EACH,
        "dead_letters": len(play.harvest.dead_letters),
        "refusals": sum(code is not None for code in poison.refused().values()),
        "partitions_with_both": len(shared_partitions(play, poison)),
    }


def shared_partitions(play: Play, poison: Poison) -> set[tuple[str, int]]:
    good = {(sent.topic, sent.partition) for sent in play.load.sent}
    return good & {(topic, partition) for topic, partition, _ in poison.rows}


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "ended": figures.get("poison_unended") == 0 and figures["poison_ended_otherwise"] == 0,
        "dead_letters": figures.get("dead_letters", 0) > 0,
        "refusals": figures.get("refusals", 0) > 0,
        "unreadable": figures.get("unreadable_sent") == UNREADABLE,
        "partitions_with_both": figures.get("partitions_with_both", 0) > 0,
    }


POISON_MIX = Scenario(
    name="poison-mix",
    what="good commands among undecodable, empty, oversized, wrong and unreadable records of the same keys",
    act=act,
    guard="dead-letters",
    breaks=("ended",),
    commands=300,
    targets=targets,
)
