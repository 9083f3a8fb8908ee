from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.verdict.evidence import Evidence
from tests.faults.verdict.history import answer, effect, history, name, sent
from tests.faults.verdict.order import order_violations

GOOD = history(3)


def effects_at(*moments: float) -> Evidence:
    return replace(GOOD, effects=[effect(number, at) for number, at in enumerate(moments)])


def answers_at(*moments: float) -> Evidence:
    return replace(GOOD, answers=[answer(number, at) for number, at in enumerate(moments)])


def stored_at(*offsets: int) -> Evidence:
    """Return a history whose answers have the right times, and these offsets."""
    return replace(
        GOOD, answers=[replace(answer(number), offset=offset) for number, offset in enumerate(offsets)]
    )


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(effects_at(0.2, 0.1, 2.2), 1, id="an effect before its predecessor's"),
        pytest.param(effects_at(2.3, 1.2, 2.2), 2, id="two effects before that of the first"),
        pytest.param(effects_at(0.2, 0.4, 2.2), 1, id="an effect before its predecessor is answered"),
        pytest.param(answers_at(1.6, 1.5, 2.5), 1, id="an answer before its predecessor's"),
        pytest.param(answers_at(2.6, 1.5, 2.5), 2, id="two answers before the first"),
        pytest.param(stored_at(1, 0, 2), 1, id="an answer that stands before its predecessor's"),
        pytest.param(
            replace(GOOD, effects=[effect(0), effect(2, at=1.7), effect(2, at=9), effect(1, at=1.8)]),
            1,
            id="a first effect that was early, whatever came later",
        ),
        pytest.param(
            replace(GOOD, effects=[effect(2, at=9), effect(2, at=0.1), effect(0), effect(1)]),
            1,
            id="the earliest effect counts, in whatever order they are told",
        ),
    ],
)
def test_counts_commands_that_did_not_wait_their_turn(evidence: Evidence, expected: int) -> None:
    assert order_violations(evidence) == expected


def test_other_keys_need_not_wait() -> None:
    apart = replace(effects_at(0.3, 0.2, 0.1), sent=[sent(number, f"key-{number}") for number in range(3)])

    assert order_violations(apart) == 0


def test_other_partitions_of_a_key_need_not_wait() -> None:
    apart = [replace(each, partition=number) for number, each in enumerate(GOOD.sent)]

    assert order_violations(replace(effects_at(0.3, 0.2, 0.1), sent=apart)) == 0


def test_offsets_of_different_partitions_say_nothing_and_those_of_repeats_neither() -> None:
    turned = stored_at(1, 0, 2)
    apart = [replace(each, partition=number) for number, each in enumerate(turned.answers)]
    repeat = replace(answer(0, made_at=9), offset=9)

    assert order_violations(replace(turned, answers=apart)) == 0
    assert order_violations(replace(GOOD, answers=[*GOOD.answers, repeat])) == 0


def test_what_was_made_before_a_freeze_and_told_after_it_is_a_repeat_like_any_other() -> None:
    told_late = replace(answer(0, made_at=0.1), offset=9)

    assert order_violations(replace(GOOD, answers=[*GOOD.answers, told_late])) == 0


def test_the_order_is_that_of_the_offsets_not_that_in_which_acknowledgements_came() -> None:
    assert order_violations(replace(GOOD, sent=list(reversed(GOOD.sent)))) == 0


def test_a_command_that_is_sent_again_keeps_its_first_place() -> None:
    again = [*GOOD.sent, sent(0, offset=9)]

    assert order_violations(replace(GOOD, sent=again, answers=[*GOOD.answers, answer(0, 9)])) == 0


def test_the_successors_of_a_withheld_command_need_not_wait_for_it() -> None:
    late = replace(GOOD, answers=[answer(0, 60), answer(1), answer(2)])

    assert order_violations(late) == 2
    assert order_violations(replace(late, withheld=frozenset({name(0)}))) == 0


@given(st.permutations(range(6)), st.integers(1, 3))
def test_effects_are_in_order_if_and_only_if_every_key_sees_its_own_in_order(
    places: list[int], keys: int
) -> None:
    effects = [effect(number, at=float(place)) for number, place in enumerate(places)]
    evidence = replace(history(6, keys), effects=effects, answers=[])
    in_order = all(places[key::keys] == sorted(places[key::keys]) for key in range(keys))

    assert (order_violations(evidence) == 0) is in_order


@given(st.integers(2, 12), st.integers(1, 4), st.randoms(use_true_random=False))
def test_commands_that_run_side_by_side_are_seen_even_if_their_effects_are_in_order(
    commands: int, keys: int, dice: Random
) -> None:
    """Whoever gives up the lanes starts them together: none waits for the answer to another."""
    good = history(commands, keys)
    together = [effect(number, at=number / 1000) for number in range(commands)]
    answers = [answer(number, made_at=dice.uniform(1, 2)) for number in range(commands)]
    crowded = commands > keys

    assert (order_violations(replace(good, effects=together, answers=answers)) > 0) is crowded
