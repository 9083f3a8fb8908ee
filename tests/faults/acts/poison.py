"""Records that no worker can run, among the good ones, and what has to come of each.

Whatever the command topics hold beyond the good commands is poison, and every bit of it must end:
in a dead letter that names its place, or in a refusal whose `ce_id` is made from its place.
"""

import asyncio
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aiokafka.structs import RecordMetadata

from tests.faults.play import Play
from tests.faults.verdict.evidence import answer_of
from tests.kafka import bad_header
from tests.support.group_offsets import end_offsets
from tests.wire.malformed import Malformed
from tests.wire.malformed_records import everything
from worker.engine.record import Record
from worker.messages.cloud_events import unstored_id

Spot = tuple[str, int, int]
"""A topic, a partition and an offset."""

MOST_BYTES = 1_000_000
"""With its headers. More would not fit into what a producer sends at once by default."""
QUIET_SECONDS = 30
"""So long without a new end, and what has none has been lost."""
LOOK_EVERY = 0.2
UNREADABLE_SENT_WITHIN = 60


def rows() -> list[Malformed]:
    """Return every wrong record that the wire tests know, but for the largest."""
    return [each.row for each in everything() if size(each.row) < MOST_BYTES]


def size(row: Malformed) -> int:
    return len(row.value or b"") + sum(len(value) for _, value in row.headers)


@dataclass(slots=True)
class Poison:
    play: Play
    rows: dict[Spot, Malformed] = field(default_factory=dict)
    """What was sent, by where Kafka put it."""
    _under_way: list[tuple[Malformed, "asyncio.Future[RecordMetadata]"]] = field(default_factory=list)

    async def send(self, row: Malformed, key: str | None) -> None:
        """Send a record. Where Kafka puts it, `settle` finds out."""
        topic = f"{self.play.stage.topics.prefix}.commands.{row.group}"
        future = await self.play.load.producer.send(
            topic,
            value=row.value,
            key=key.encode() if key is not None else None,
            headers=list(row.headers),
        )
        self._under_way.append((row, future))

    async def settle(self) -> None:
        """Wait until Kafka has everything that was sent."""
        for row, future in self._under_way:
            place = await future
            self.rows[place.topic, place.partition, place.offset] = row
        self._under_way.clear()

    async def send_unreadable(self, partition: int) -> None:
        """Send a record with a header whose name is not UTF-8, and one of three letters after it."""
        stage = self.play.stage
        sender = await asyncio.create_subprocess_exec(
            sys.executable,
            str(bad_header.__file__),
            *(stage.bootstrap_servers.split(",")[0], stage.topics.of_group("schedule"), str(partition)),
            env={"AIOKAFKA_NO_EXTENSIONS": "1"},
        )
        try:
            async with asyncio.timeout(UNREADABLE_SENT_WITHIN):
                failed = await sender.wait()
        finally:
            if sender.returncode is None:
                sender.kill()
                await sender.wait()
        if failed:
            raise RuntimeError("the unreadable record could not be sent")

    async def spots(self) -> set[Spot]:
        """Return where all the poison lies, known or not."""
        ends = await end_offsets(self.play.stage)
        everywhere = {(*place, offset) for place, end in ends.items() for offset in range(end)}
        return everywhere - {(sent.topic, sent.partition, sent.offset) for sent in self.play.load.sent}

    async def unended(self, spots: Collection[Spot]) -> set[Spot]:
        """Wait until all of these have ended; return those that have not, when no more end."""
        left = self.left_of(spots)
        until = asyncio.get_running_loop().time() + QUIET_SECONDS
        while left and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(LOOK_EVERY)
            now = self.left_of(spots)
            if len(now) < len(left):
                until = asyncio.get_running_loop().time() + QUIET_SECONDS
            left = now
        return left

    def left_of(self, spots: Collection[Spot]) -> set[Spot]:
        buried, refused = self.buried(), self.refused()
        return {spot for spot in spots if spot not in buried and source_id(spot) not in refused}

    def ended_otherwise(self) -> list[str]:
        """Return the records that came to an end other than the contract's, by their names."""
        buried, refused = self.buried(), self.refused()
        return [
            row.id
            for spot, row in self.rows.items()
            if (buried.get(spot), refused.get(source_id(spot))) != (row.dead, row.code)
        ]

    def buried(self) -> Mapping[Spot, str]:
        """Return the reason of each dead letter, by where its original lies."""
        return {origin(letter): reason(letter) for letter in self.play.harvest.dead_letters}

    def refused(self) -> Mapping[bytes, str | None]:
        """Return the code of each answer, by its `ce_id`."""
        answers = [answer_of(record) for record in self.play.harvest.results]
        return {answer.ce_id: answer.code for answer in answers if answer}


def source_id(spot: Spot) -> bytes:
    return str(unstored_id(*spot)).encode()


def origin(letter: Record) -> Spot:
    """Return where a dead letter's original lies: the last of a name counts, as in a replayed letter."""
    headers = dict(letter.headers)
    topic, partition, offset = (
        headers[f"x-dlq-original-{part}"].decode() for part in ("topic", "partition", "offset")
    )
    return topic, int(partition), int(offset)


def reason(letter: Record) -> str:
    return dict(letter.headers)["x-dlq-reason"].decode()
