"""Collects what is known when a scenario has been played: topics, offsets, the store, Google."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from tests.faults.play import Play
from tests.faults.verdict.evidence import Effect, Evidence, answer_of, effect_of
from tests.faults.world.harvest import Place
from tests.faults.world.load import users
from tests.support.group_offsets import Offsets, all_committed, reader
from worker.kafka.topics import missing_topics
from worker.sandbox.stage import Stage

COMMITTED_WITHIN = 15
"""Seconds: commits come about every second, but not while the group gathers anew."""
READ_WITHIN = 30
SETTLED_WITHIN = 35
"""Seconds: longer than the local Google lets anybody wait for an answer."""
LOOK_EVERY = 3
"""Seconds between two looks at whether anybody is still at work."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the store remembers of a command."""

    command_id: str
    begun: int
    """How often: every claim raises its fence by one."""
    state: str
    was_withheld: bool

    @property
    def is_withheld(self) -> bool:
        return self.state == "withheld"

    @property
    def is_finished(self) -> bool:
        return self.state == "finished"


async def until_nothing_comes(play: Play) -> None:
    """Wait until everything is answered, or what is missing is lost.

    It is if nobody is at work and nothing is left to read, or if nothing came for too long.
    """
    news = time.monotonic()
    while time.monotonic() - news < play.quiet_seconds:
        before = play.answered_so_far
        try:
            await play.answered(1.0, LOOK_EVERY)
        except TimeoutError:
            if play.answered_so_far != before:
                news = time.monotonic()
            elif await nothing_is_left(play):
                return
        else:
            return


async def nothing_is_left(play: Play) -> bool:
    """Say whether everything counts as done: for Kafka, for the store and for every replica."""
    if any([await replica.slots_busy() for replica in play.fleet.running()]):
        return False
    try:
        committed, ends = await all_committed(play.stage, within=0)
    except KafkaError:
        return False
    return committed == ends and not any(row.is_withheld for row in await remembered(play.stage))


async def gathered(play: Play) -> Evidence:
    """End the replicas, read every topic to its end, and ask the store and Google."""
    committed, ends = await all_committed(play.stage, COMMITTED_WITHIN)
    await play.fleet.end()
    await play.harvest.reach(await published(play.stage), READ_WITHIN)
    await play.journal.settle(SETTLED_WITHIN)
    rows = await remembered(play.stage)
    dead = frozenset(play.harvest.dead)
    effects = [effect for entry in play.journal.inserts() if (effect := effect_of(entry))]
    return Evidence(
        sent=play.load.sent,
        answers=[answer for record in play.harvest.results if (answer := answer_of(record))],
        dead=dead,
        effects=effects,
        events={user: await play.stage.google.control.events(user) for user in users(play.options.commands)},
        runs={row.command_id: row.begun for row in rows} or times_done(effects),
        by_hand=play.journal.by_hand(),
        withheld=frozenset(row.command_id for row in rows if row.was_withheld),
        unfinished=sum(not row.is_finished and row.command_id not in dead for row in rows),
        uncommitted=uncommitted(committed, ends),
        unsettled=play.journal.unsettled(),
        fallen=play.fleet.fallen(),
        deaths=play.fleet.deaths,
        notes=play.notes,
    )


def times_done(effects: Sequence[Effect]) -> dict[str, int]:
    """Count effects in place of runs: a contender has no store that would tell how often it began."""
    return dict(Counter(effect.command_id for effect in effects))


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
        if not await connection.fetchval("SELECT to_regclass('commands') IS NOT NULL"):
            return []
        found = await connection.fetch("SELECT command_id, fence, state, withheld_since FROM commands")
    finally:
        await connection.close()
    return [
        Row(row["command_id"], row["fence"], row["state"], row["withheld_since"] is not None) for row in found
    ]
