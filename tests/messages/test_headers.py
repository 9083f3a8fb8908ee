import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.messages.headers import LONGEST_CORRELATION, RawHeaders, reply_to
from worker.ports.commands import ReplyTo

UUID_BYTES = bytes(range(240, 256))
TRACE_ID, SPAN_ID = b"0af7651916cd43dd8448eb211c80319c", b"b7ad6b7169203331"
PARENT = b"00-" + TRACE_ID + b"-" + SPAN_ID + b"-01"


def test_a_record_without_headers_asks_for_nothing() -> None:
    assert reply_to(b"k", ()) == ReplyTo(b"k")


def test_spring_asks_for_a_topic_a_partition_and_an_opaque_correlation() -> None:
    headers = [
        ("kafka_replyTopic", b"agents.replies"),
        ("kafka_replyPartition", b"\x00\x00\x01\x02"),
        ("kafka_correlationId", UUID_BYTES),
    ]

    asked = reply_to(None, headers)

    assert asked == ReplyTo(None, "agents.replies", 258, (("kafka_correlationId", UUID_BYTES),))


def test_our_own_name_counts_before_its_alias() -> None:
    assert reply_to(None, [("kafka_replyTopic", b"b"), ("reply-to", b"a")]).topic == "a"


def test_the_last_of_a_repeated_header_counts() -> None:
    assert reply_to(None, [("reply-to", b"a"), ("reply-to", b"b")]).topic == "b"


def test_correlation_and_trace_are_echoed_and_nothing_else() -> None:
    headers = [
        ("traceparent", PARENT),
        ("secret", b"x"),
        ("tracestate", b"a=b"),
        ("correlation-id", b"\xff"),
    ]

    echoed = reply_to(None, headers).headers

    assert dict(echoed) == {"correlation-id": b"\xff", "traceparent": PARENT, "tracestate": b"a=b"}


def test_a_correlation_out_of_all_proportion_is_not_echoed() -> None:
    longest, longer = b"x" * LONGEST_CORRELATION, b"x" * (LONGEST_CORRELATION + 1)

    echoed = reply_to(None, [("correlation-id", longer), ("kafka_correlationId", longest)]).headers

    assert echoed == (("kafka_correlationId", longest),)


@pytest.mark.parametrize(
    "parent",
    [
        b"",
        PARENT[:-1],
        PARENT + b"0",
        PARENT + b"\n",
        PARENT.upper(),
        b"ff" + PARENT[2:],
        PARENT.replace(TRACE_ID, b"0" * 32),
        PARENT.replace(SPAN_ID, b"0" * 16),
        b"x" * 1_000_000,
    ],
    ids=["empty", "short", "long", "line", "capitals", "version", "no trace", "no span", "huge"],
)
def test_a_trace_that_is_none_is_not_carried_on_and_neither_is_its_state(parent: bytes) -> None:
    assert reply_to(None, [("traceparent", parent), ("tracestate", b"a=b")]).headers == ()


@pytest.mark.parametrize(
    "state", [b"x" * 513, b"", b"a=\xff", b"a=b\n"], ids=["long", "empty", "bytes", "line"]
)
def test_a_state_that_is_none_leaves_the_trace(state: bytes) -> None:
    headers = [("traceparent", PARENT), ("tracestate", state)]

    assert reply_to(None, headers).headers == (("traceparent", PARENT),)


def test_the_longest_state_is_carried_on() -> None:
    headers = (("traceparent", PARENT), ("tracestate", b"x" * 512))

    assert reply_to(None, headers).headers == headers


@pytest.mark.parametrize("raw", [b"", b"\x01", b"7", b"\x00" * 8, b"\xff\xff\xff\xff", None], ids=repr)
def test_a_partition_that_is_none_is_as_good_as_no_header(raw: bytes | None) -> None:
    assert reply_to(None, [("reply-to", b"t"), ("kafka_replyPartition", raw)]).partition is None


@pytest.mark.parametrize("raw", [b"", None], ids=repr)
def test_an_empty_topic_is_as_good_as_no_header(raw: bytes | None) -> None:
    assert reply_to(None, [("reply-to", raw)]).topic is None


def test_a_topic_that_is_no_text_is_still_asked_for() -> None:
    assert reply_to(None, [("reply-to", b"\xff")]).topic == "\ufffd"


names = (
    st.sampled_from(["reply-to", "kafka_replyTopic", "kafka_replyPartition", "correlation-id"]) | st.text()
)


@given(st.lists(st.tuples(names, st.none() | st.binary())))
def test_no_headers_break_the_reading(headers: RawHeaders) -> None:
    asked = reply_to(None, headers)

    assert asked.partition is None or 0 <= asked.partition < 2**31
