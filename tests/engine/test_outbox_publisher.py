import asyncio

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.publisher import FakePublisher
from tests.fakes.store_outbox import FakeOutbox
from worker.engine.outbox_publisher import OutboxPublisher
from worker.ports.outbox import OutboxRow
from worker.ports.publisher import Outgoing


def row(number: int, key: bytes = b"ana/work") -> OutboxRow:
    return OutboxRow(number, key, b"%d" % number, (("ce_id", b"%d" % number),))


async def test_publishes_rows_as_they_are_and_forgets_them() -> None:
    outbox, publisher = FakeOutbox([row(1)]), FakePublisher()

    assert not await OutboxPublisher(outbox, publisher, "changes").publish_due()

    assert publisher.sent == [Outgoing("changes", b"ana/work", b"1", (("ce_id", b"1"),))]
    assert outbox.rows == []


@given(st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=30), st.integers(0, 30))
def test_every_key_is_published_in_order_whatever_fails(keys: list[bytes], outages: int) -> None:
    outbox = FakeOutbox([row(number, key) for number, key in enumerate(keys)])
    publisher = FakePublisher(outages=outages)
    outbox_publisher = OutboxPublisher(outbox, publisher, "changes")

    async def publish_all() -> None:
        while outbox.rows:
            outbox.taken.clear()  # the store lets go of what was not published after a while
            await outbox_publisher.publish_due()

    asyncio.run(publish_all())

    for key in set(keys):
        numbers = [int(sent.value or b"") for sent in publisher.sent if sent.key == key]
        assert numbers == [number for number, each in enumerate(keys) if each == key]


async def test_says_whether_there_is_more() -> None:
    outbox, publisher = FakeOutbox([row(number, b"%d" % number) for number in range(250)]), FakePublisher()
    outbox_publisher = OutboxPublisher(outbox, publisher, "changes")

    assert await outbox_publisher.publish_due()
    assert not await outbox_publisher.publish_due()
    assert len(publisher.sent) == 250


async def test_a_missing_changes_topic_loses_nothing() -> None:
    outbox, publisher = FakeOutbox([row(1)]), FakePublisher(missing={"changes"})

    assert not await OutboxPublisher(outbox, publisher, "changes").publish_due()

    assert outbox.rows == [row(1)]


def heavy(number: int, key: bytes = b"ana/work") -> OutboxRow:
    return OutboxRow(number, key, b"x" * 5000, (("ce_id", b"%d" % number),))


async def test_a_change_that_is_too_large_goes_without_its_trace() -> None:
    headers = (("ce_id", b"1"), ("traceparent", b"x" * 4000), ("tracestate", b"x" * 4000))
    outbox, publisher = FakeOutbox([OutboxRow(1, b"k", b"1", headers)]), FakePublisher(largest=4000)

    await OutboxPublisher(outbox, publisher, "changes").publish_due()

    assert publisher.sent == [Outgoing("changes", b"k", b"1", (("ce_id", b"1"),))]
    assert outbox.rows == []


async def test_a_change_that_no_topic_takes_holds_up_its_own_key_only() -> None:
    outbox = FakeOutbox([row(1), heavy(2), row(3), row(4, b"bob/work")])
    publisher = FakePublisher(largest=4000)

    await OutboxPublisher(outbox, publisher, "changes").publish_due()

    assert {sent.value for sent in publisher.sent} == {b"1", b"4"}
    assert [left.id for left in outbox.rows] == [2, 3]
