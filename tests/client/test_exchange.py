"""One command, however Kafka and the worker behave: its news, or that there is none. Nothing sleeps long."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.client import records
from tests.fakes.publisher import FakePublisher
from worker.client.answer import Unsettled, Why
from worker.client.commands import schedule_meeting
from worker.client.desk import Desk
from worker.client.exchange import Exchange
from worker.client.reply_to import ReplyTo
from worker.client.resending import Resending
from worker.engine.record import Record
from worker.errors import Misconfigured
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing

ASKED = schedule_meeting(
    user_id="ana", title="Demo", participants=[], conversation_id="talk", command_id="c-1"
)
TOPIC = Topics().of_group("schedule")
AT_ONCE = Resending(most=2, wait_initial=timedelta(milliseconds=1), wait_unsent=timedelta(milliseconds=1))
LONG, SHORT = timedelta(seconds=20), timedelta(milliseconds=30)


@dataclass
class Bus:
    """A publisher, and a worker that answers the n-th record that it gets."""

    answers: int = 1
    """Which of the records is answered; 0 is none."""
    reply: Callable[[Outgoing], Record] | None = None
    reply_to: ReplyTo | None = None
    desk: Desk = field(default_factory=Desk)
    publisher: FakePublisher = field(default_factory=FakePublisher)

    def __post_init__(self) -> None:
        self.publisher.on_publish = self._arrived

    def _arrived(self, record: Outgoing) -> None:
        if not self.publisher.outages and len(self.publisher.sent) + 1 == self.answers:
            self.desk.take(self.reply(record) if self.reply else answer_to(record))

    async def ask(self, within: timedelta = LONG, key: str | None = None) -> Record | Unsettled[object]:  # type: ignore[type-var]  # whatever it holds
        exchange = Exchange(self.publisher, self.desk, Topics(), AT_ONCE, lambda: 0.5, self.reply_to)
        return await exchange.ask(ASKED, within, key, (("traceparent", b"00-1"),))


def correlation(record: Outgoing) -> bytes:
    return dict(record.headers)["correlation-id"]


def answer_to(record: Outgoing) -> Record:
    return records.result("c-1", correlation(record))


async def test_a_command_is_sent_once_and_its_result_returned() -> None:
    bus = Bus()

    found = await bus.ask()

    assert isinstance(found, Record)
    (sent,) = bus.publisher.sent
    assert (sent.topic, sent.key, sent.value) == (TOPIC, b"ana", ASKED.value)
    assert dict(sent.headers)["traceparent"] == b"00-1"


@pytest.mark.parametrize(("key", "sent"), [(None, b"ana"), ("talk", b"talk"), ("", b"")])
async def test_the_key_is_the_user_or_what_is_said(key: str | None, sent: bytes) -> None:
    bus = Bus()
    await bus.ask(key=key)

    assert bus.publisher.sent[0].key == sent


async def test_silence_lets_it_be_sent_again_the_very_same_a_few_times_only() -> None:
    bus = Bus(answers=0)

    found = await bus.ask(within=SHORT)

    assert isinstance(found, Unsettled)
    assert (found.why, found.command) == (Why.SILENCE, ASKED)
    assert len(bus.publisher.sent) == 1 + AT_ONCE.most
    assert len({(each.value, each.key, each.headers) for each in bus.publisher.sent}) == 1


async def test_a_later_one_may_bring_the_answer() -> None:
    bus = Bus(answers=3)

    assert isinstance(await bus.ask(), Record)


async def test_two_questions_have_two_correlations() -> None:
    bus = Bus()
    await bus.ask()
    bus.answers = 2
    await bus.ask()

    assert len({correlation(each) for each in bus.publisher.sent}) == 2


async def test_an_outage_of_kafka_is_waited_out_and_costs_no_repeat() -> None:
    bus = Bus()
    bus.publisher.outages = 7

    assert isinstance(await bus.ask(), Record)
    assert len(bus.publisher.asked) == 8


async def test_what_kafka_never_acknowledged_may_have_arrived_or_not() -> None:
    bus = Bus()
    bus.publisher.outages = 10_000

    found = await bus.ask(within=SHORT)

    assert isinstance(found, Unsettled)
    assert found.why is Why.NOT_SENT


async def test_a_withheld_result_is_told_at_once() -> None:
    bus = Bus(reply=lambda _: records.delayed("ana", "c-1"))

    found = await bus.ask()

    assert isinstance(found, Unsettled)
    assert (found.why, found.delayed and found.delayed.reason) == (Why.WITHHELD, "lost")
    assert "withheld until Google tells" in str(found)


async def test_the_end_of_the_client_ends_the_wait() -> None:
    bus = Bus(answers=0)
    bus.desk.close()

    found = await bus.ask()

    assert isinstance(found, Unsettled)
    assert found.why is Why.CLOSED


async def test_a_topic_that_is_not_there_is_named() -> None:
    bus = Bus()
    bus.publisher.missing = {TOPIC}

    with pytest.raises(Misconfigured, match=r"commands\.schedule.*topics create"):
        await bus.ask()


@pytest.mark.parametrize(
    ("partition", "more"), [(None, {}), (1, {"kafka_replyPartition": struct.pack(">i", 1)})]
)
async def test_a_reply_topic_is_asked_for(partition: int | None, more: dict[str, bytes]) -> None:
    bus = Bus(reply_to=ReplyTo("replies", partition))
    await bus.ask()

    headers = dict(bus.publisher.sent[0].headers)
    assert {name: headers[name] for name in headers if "eply" in name} == {"reply-to": b"replies"} | more


def test_waits_grow_and_are_spread_within_their_bounds() -> None:
    policy = Resending()
    least, most = policy.waits(lambda: 1.0), policy.waits(lambda: 0.0)

    assert [next(most) for _ in range(5)] == [20, 40, 80, None, None]
    assert [next(least) for _ in range(4)] == [10, 20, 40, None]
