"""The dead-letter topic is not there while poison arrives; an operator makes it later.

Until then the poison waits, and with it what is behind it under the same key. Every other key
goes on, and no commit passes what waits.
"""

from aiokafka.admin import AIOKafkaAdminClient

from tests.faults.acts.poison import Poison, Spot, rows
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.load import Order, meetings
from tests.support.group_offsets import committed_offsets
from tests.support.topics import until_there
from worker.kafka.topics import TopicSizes, create_topics, plans

KEYS_BEHIND_POISON = 3
WITHOUT_A_KEY = 6
"""Poison in lanes of its own."""
MADE_WITHIN = 30


async def prepare(play: Play) -> None:
    """Take the topic away before any worker looks for it."""
    client = AIOKafkaAdminClient(**play.stage.connection.arguments())
    await client.start()
    try:
        await client.delete_topics([play.stage.topics.dead_letters])
    finally:
        await client.close()


async def act(play: Play) -> None:
    poison = Poison(play)
    orders = meetings(play.options.commands, play.dice)
    stuck = sorted({order.key for order in orders})[:KEYS_BEHIND_POISON]
    await play.fleet.start(play.options.replicas)
    await send_poison(poison, stuck)
    await play.load.send(orders)
    spots = await poison.spots()
    await play.harvest.answers_to(free(orders, stuck), play.quiet_seconds * 3)
    await note_what_waits(play, poison, spots)
    await make_topics(play)
    play.harvest.follow(play.stage.topics.dead_letters)
    left = await poison.unended(spots)
    play.notes |= {"poison_unended": len(left), "dead_letters": len(play.harvest.dead_letters)}


async def send_poison(poison: Poison, stuck: list[str]) -> None:
    dead = [row for row in rows() if row.dead and row.group == "schedule" and row.value is not None]
    for number, row in enumerate(dead[: KEYS_BEHIND_POISON + WITHOUT_A_KEY]):
        await poison.send(row, stuck[number] if number < len(stuck) else None)
    await poison.settle()


def free(orders: list[Order], stuck: list[str]) -> set[str]:
    return {order.command_id for order in orders if order.key not in stuck}


async def note_what_waits(play: Play, poison: Poison, spots: set[Spot]) -> None:
    """Note what the missing topic holds up, and whether a commit has passed any of it."""
    waiting = poison.left_of(spots)
    committed = await committed_offsets(play.stage)
    passed = [spot for spot in waiting if committed.get(spot[:2], 0) > spot[2]]
    play.notes |= {
        "answered_meanwhile": play.answered_so_far,
        "good_behind_poison": len(play.load.sent) - play.answered_so_far,
        "poison_waiting": len(waiting),
        "commits_past_poison": len(passed),
    }


async def make_topics(play: Play) -> None:
    """Make what is missing, as `vai-calendar topics create` does."""
    stage = play.stage
    sizes = TopicSizes(stage.partitions, stage.replication_factor)
    names = (stage.topics.results, stage.topics.changes)
    await create_topics(
        stage.connection, plans(stage.topics.commands, names, stage.topics.dead_letters, sizes)
    )
    await until_there(stage.connection, [stage.topics.dead_letters])


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "poison_unended": figures.get("poison_unended") == 0,
        "commits_past_poison": figures.get("commits_past_poison") == 0,
        "poison_waited": figures.get("poison_waiting") == KEYS_BEHIND_POISON + WITHOUT_A_KEY,
        "good_waited_behind_it": figures.get("good_behind_poison", 0) > 0,
        "others_went_on": figures.get("answered_meanwhile", 0) > 0,
        "dead_letters": figures.get("dead_letters", 0) > 0,
    }


DEAD_LETTER_TOPIC_MISSING = Scenario(
    name="dead-letter-topic-missing",
    what="poison arrives among good commands while the dead-letter topic is missing, which is made later",
    act=act,
    prepare=prepare,
    guard="dead-letter-acknowledgement",
    breaks=("commits_past_poison", "poison_unended"),
    commands=200,
    targets=targets,
)
