"""Reads a record: a command to run, a refusal to send, or something that nobody can be told about.

The order of the checks is the contract's: what is found first is what the sender hears. None
of these refusals is stored, and none of them uses the command's id up.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from worker.codes import Code
from worker.engine.record import Record
from worker.errors import Refused
from worker.messages import headers
from worker.messages.commands.known import GROUP_OF, AnyCommand
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, open_envelope
from worker.messages.topics import Topics
from worker.ports.clock import Clock
from worker.ports.commands import ReplyTo, Request

TOPIC_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
NOT_LISTED = "the topic asked for is not on the worker's allow-list, VAI_KAFKA__REPLY_TOPICS"
"""What Kafka takes for one. Nothing else is asked for, stored or repeated, whatever the allow-list says."""


@dataclass(frozen=True, slots=True)
class Job:
    """A good command, and where its result goes."""

    command: AnyCommand
    envelope: Envelope
    request: Request
    reply: ReplyTo
    record: Record


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A record that is answered without being run."""

    refused: Refused
    envelope: Envelope
    reply: ReplyTo


@dataclass(frozen=True, slots=True)
class Intake:
    topics: Topics
    reply_topics: tuple[str, ...]
    """Names and shell-style patterns of the topics that results may be sent to."""
    memory: timedelta
    """How long command ids are remembered; what is older could have been done already."""
    defaults: Defaults
    clock: Clock

    def read(self, record: Record) -> Job | TurnedAway:
        """Raise `Unanswerable` where nobody can be told."""
        envelope = open_envelope(record.value)
        source = (record.topic, record.partition, record.offset)
        asked = replace(headers.reply_to(record.key, record.headers), source=source)
        reply = asked if self._is_allowed(asked.topic) else replace(asked, topic=None, partition=None)
        try:
            job = self._command(record, envelope, reply)
            self._refuse_reply_topic(asked.topic)
            self._refuse_forgotten(record.timestamp)
        except Refused as refused:
            return TurnedAway(refused, envelope, reply)
        return job

    def _command(self, record: Record, envelope: Envelope, reply: ReplyTo) -> Job:
        self._refuse_wrong_topic(record.topic, envelope.type)
        parsed = envelope.command(self.defaults)
        command = parsed.command
        request = Request(command.user_id, command.command_id, command.type, parsed.body, parsed.body_hash)
        return Job(command, envelope, request, reply, record)

    def _refuse_wrong_topic(self, topic: str, command_type: str | None) -> None:
        group = GROUP_OF.get(command_type or "")
        if group and topic != self.topics.of_group(group):
            raise Refused(Code.WRONG_TOPIC, f"{command_type} belongs on {self.topics.of_group(group)}")

    def _refuse_reply_topic(self, topic: str | None) -> None:
        if not self._is_allowed(topic):
            raise Refused(Code.REPLY_TOPIC_NOT_ALLOWED, NOT_LISTED)

    def _is_allowed(self, topic: str | None) -> bool:
        if topic is None:
            return True
        is_name = TOPIC_NAME.fullmatch(topic) is not None
        return is_name and any(fnmatchcase(topic, pattern) for pattern in self.reply_topics)

    def _refuse_forgotten(self, sent: datetime) -> None:
        if sent < self.clock.now() - self.memory:  # `sent` may be any instant, so nothing is added to it
            raise Refused(Code.EXPIRED, f"the record is older than {self.memory.days} days")
