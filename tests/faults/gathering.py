"""Collects what is known when a scenario has been played: topics, offsets, the store, Google."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from aiokafka import TopicPartition

from tests.faults.evidence import Evidence, answer_of, effect_of
from tests.faults.harvest import Place
from tests.faults.load import users
from tests.faults.play import Play
from tests.support.group_offsets import Offsets, all_committed, reader
from worker.kafka.topics import missing_topics
from worker.sandbox.stage import Stage

COMMITTED_WITHIN = 15
"""Seconds: commits come about every second, but not while the group gathers anew."""
READ_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """What the store remembers of a command."""

    command_id: str
    begun: int
    """How often: every claim raises its fence by one."""
    finished: bool
    was_withheld: bool


async def until_nothing_comes(play: Play) -> None:
    """Wait until everything is answered, or nothing new was for so long that what is missing is lost."""
    while True:
        before = play.answered_so_far
        try:
            await play.answered(1.0, play.quiet_seconds)
        except TimeoutError:
            if play.answered_so_far == before:
                return
        else:
            return


async def gathered(play: Play) -> Evidence:
    """End the replicas, read every topic to its end, and ask the store and Google."""
    committed, ends = await all_committed(play.stage, COMMITTED_WITHIN)
    await play.fleet.end()
    await play.harvest.reach(await published(play.stage), READ_WITHIN)
    await play.journal.read()
    rows = await remembered(play.stage)
    dead = frozenset(play.harvest.dead)
    return Evidence(
        sent=play.load.sent,
        answers=[answer for record in play.harvest.results if (answer := answer_of(record))],
        dead=dead,
        effects=[effect for entry in play.journal.inserts() if (effect := effect_of(entry))],
        events={user: await play.stage.google.control.events(user) for user in users(play.options.commands)},
        runs={row.command_id: row.begun for row in rows},
        withheld=frozenset(row.command_id for row in rows if row.was_withheld),
        unfinished=sum(not row.finished and row.command_id not in dead for row in rows),
        uncommitted=uncommitted(committed, ends),
        deaths=play.fleet.deaths,
        notes=play.notes,
    )


def uncommitted(committed: Offsets, ends: Offsets) -> int:
    """Count records between the commit and the end of each partition, whichever is ahead."""
    return sum(abs(end - committed.get(place, 0)) for place, end in ends.items())


async def published(stage: Stage) -> Mapping[Place, int]:
    """Return the ends of the topics that the workers answer on."""
    topics = {stage.topics.results, stage.topics.dead_letters}
    there = topics - set(await missing_topics(stage.connection, sorted(topics)))
    places = [TopicPartition(topic, number) for topic in there for number in range(stage.partitions)]
    async with reader(stage) as consumer:
        found = await consumer.end_offsets(places)
    return {(place.topic, place.partition): end for place, end in found.items()}


async def remembered(stage: Stage) -> list[Row]:
    connection = await asyncpg.connect(stage.database_url)
    try:
        found = await connection.fetch("SELECT command_id, fence, state, withheld_since FROM commands")
    finally:
        await connection.close()
    return [
        Row(row["command_id"], row["fence"], row["state"] == "finished", row["withheld_since"] is not None)
        for row in found
    ]
