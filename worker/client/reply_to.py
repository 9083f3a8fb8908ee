"""A topic of the agent's own for its results, instead of the one that everybody reads."""

import struct
from dataclasses import dataclass

from worker.messages.headers import REPLY_PARTITION, REPLY_TOPIC
from worker.ports.commands import Headers


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where results are to go. The worker's `VAI_KAFKA__REPLY_TOPICS` must allow the topic.

    If it does not, or the topic cannot be written to, results go to the common topic, where this client
    does not look: nothing but silence tells of it.
    """

    topic: str
    partition: int | None = None
    """The only partition that is read; None: all of them."""

    @property
    def headers(self) -> Headers:
        topic = (REPLY_TOPIC[0], self.topic.encode())
        if self.partition is None:
            return (topic,)
        return (topic, (REPLY_PARTITION, struct.pack(">i", self.partition)))
