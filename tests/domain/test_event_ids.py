from hypothesis import given
from hypothesis import strategies as st

from worker.domain.event_ids import MEETING, event_id, follow_up_step, meet_request_id


def test_ids_are_the_same_for_ever() -> None:
    assert event_id("u-1", "c-1", MEETING) == "9umb32uc73l5ll2dk70tnsglcr3j26qhd2c2k60q8fcrgcpnu80g"
    assert event_id("u-1", "c-1", follow_up_step(0)) == "9d3nnennecl8fr6huvfes5cs8lhch57mh5m4tmsq7rqrobe1rc70"
    assert meet_request_id("u-1", "c-1", MEETING) == "8539283cb57d248bcc8c67d97472bddc"


@given(st.text(), st.text(min_size=1), st.text())
def test_google_accepts_every_id(user_id: str, command_id: str, step: str) -> None:
    name = event_id(user_id, command_id, step)

    assert 5 <= len(name) <= 1024
    assert set(name) <= set("0123456789abcdefghijklmnopqrstuv")


parts = st.tuples(*[st.text(st.sampled_from('a",[]\\'), max_size=3)] * 3)


@given(parts, parts)
def test_different_steps_never_share_an_id(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert (event_id(*one) == event_id(*other)) == (one == other)
    assert (meet_request_id(*one) == meet_request_id(*other)) == (one == other)


def test_the_follow_ups_of_a_command_have_steps_of_their_own() -> None:
    assert len({MEETING, *map(follow_up_step, range(50))}) == 51
