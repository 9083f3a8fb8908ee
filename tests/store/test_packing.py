from hypothesis import given
from hypothesis import strategies as st

from worker.ports.commands import Headers, ReplyTo
from worker.store.packing import pack_headers, pack_reply, unpack_headers, unpack_reply

names = st.text(st.characters(exclude_categories=["Cs"]))  # Kafka's names are UTF-8: no lone surrogates
headers = st.lists(st.tuples(names, st.binary())).map(tuple)
replies = st.builds(
    ReplyTo,
    key=st.none() | st.binary(),
    topic=st.none() | names,
    partition=st.none() | st.integers(0, 2**31 - 1),
    headers=headers,
    source=st.none() | st.tuples(names, st.integers(0, 2**31 - 1), st.integers(0, 2**63 - 1)),
)


@given(headers)
def test_headers_come_back_as_they_were(some: Headers) -> None:
    assert unpack_headers(pack_headers(some)) == some


@given(replies)
def test_a_reply_address_comes_back_as_it_was(reply: ReplyTo) -> None:
    assert unpack_reply(pack_reply(reply)) == reply


def test_what_was_packed_before_there_was_a_source_is_packed_the_same_again() -> None:
    packed = b'["a2V5","replies",3,[["correlation-id","AAE="]]]'

    reply = unpack_reply(packed)

    assert reply == ReplyTo(b"key", "replies", 3, (("correlation-id", b"\x00\x01"),))
    assert pack_reply(reply) == packed
