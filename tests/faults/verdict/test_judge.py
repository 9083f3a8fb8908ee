from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.verdict.evidence import Answer, Evidence
from tests.faults.verdict.history import TOPIC, answer, effect, event, history, name, sent, with_event
from tests.faults.verdict.judge import PROMISES, figures
from tests.faults.world.load import Sent
from worker.messages.cloud_events import unstored_id

GOOD = history()


@given(commands=st.integers(0, 40), keys=st.integers(1, 6))
def test_a_history_in_which_all_went_well_breaks_no_promise(commands: int, keys: int) -> None:
    found = figures(history(commands, keys))

    assert {promise: found[promise] for promise in PROMISES} == dict.fromkeys(PROMISES, 0)
    assert found["commands"] == found["succeeded"] == commands
    assert found["reexecuted"] == found["unsuccessful"] == found["repeated_results"] == 0


def cancel(number: int, of: int) -> Sent:
    return replace(sent(number), type="cancel_meeting", event_id=f"e-{of}")


def without_answer(number: int) -> Evidence:
    return replace(GOOD, answers=[one for one in GOOD.answers if one.command_id != name(number)])


def of_record(number: int, code: str, content: bytes = b"not stored") -> Answer:
    """Return an answer that belongs to the first record of a command."""
    ce_id = str(unstored_id(TOPIC, 0, number)).encode()
    return replace(answer(number, 9, "failed", code, content), ce_id=ce_id)


def cancelled(status: str) -> Evidence:
    """Return a history at whose end its last meeting is cancelled, and how its event stands then."""
    return replace(
        GOOD,
        sent=[*GOOD.sent, cancel(9, of=3)],
        answers=[*GOOD.answers, answer(9)],
        events={"key-0": [event(0), event(1), event(2), event(3, status=status)]},
    )


BROKEN = [
    pytest.param(without_answer(2), "lost", 1, id="a command without an answer"),
    pytest.param(
        replace(GOOD, sent=[*GOOD.sent, sent(2, offset=9)]), "lost", 1, id="a repeat without an answer"
    ),
    pytest.param(
        replace(without_answer(2), sent=[*GOOD.sent, sent(2, offset=9)], withheld=frozenset({name(2)})),
        "lost",
        1,
        id="a withheld result that never came, for two records that wait alike",
    ),
    pytest.param(
        replace(GOOD, effects=[*GOOD.effects, effect(1, at=9, event_id="another")]),
        "duplicate_effects",
        1,
        id="a second event",
    ),
    pytest.param(
        replace(GOOD, effects=[*GOOD.effects, effect(1, at=9)]),
        "duplicate_effects",
        1,
        id="the same event made anew after it had been deleted",
    ),
    pytest.param(
        replace(GOOD, events=with_event(GOOD, {**event(1), "id": "unseen", "start": event(9)["start"]})),
        "duplicate_effects",
        1,
        id="a second event that the log does not know",
    ),
    pytest.param(
        replace(GOOD, answers=[*GOOD.answers, answer(1, 9, content=b"other")]),
        "repeats_differ",
        1,
        id="a repeat that says something else",
    ),
    pytest.param(
        replace(GOOD, answers=[*GOOD.answers, answer(1, 9, "failed", "google_unavailable", b"failed")]),
        "repeats_differ",
        1,
        id="a second answer that contradicts the first",
    ),
    pytest.param(
        replace(GOOD, events={"key-0": [event(0), event(1), event(2)]}),
        "answers_without_effect",
        1,
        id="a meeting that was promised and is not there",
    ),
    pytest.param(
        replace(GOOD, events={"key-0": [event(0), event(1), event(2), event(3, status="cancelled")]}),
        "answers_without_effect",
        1,
        id="a meeting that was promised, made and deleted again",
    ),
    pytest.param(
        cancelled("confirmed"), "answers_without_effect", 1, id="a meeting that was cancelled and is there"
    ),
    pytest.param(without_answer(2), "effects_without_answer", 1, id="an event nobody was told of"),
    pytest.param(
        replace(GOOD, answers=[*without_answer(2).answers, answer(2, status="failed")]),
        "effects_without_answer",
        1,
        id="an event whose command was answered with a failure",
    ),
    pytest.param(
        replace(without_answer(2), effects=[each for each in GOOD.effects if each.command_id != name(2)]),
        "effects_without_answer",
        1,
        id="an event that only the calendar knows, and nobody was told of",
    ),
    pytest.param(
        replace(GOOD, events=with_event(GOOD, {**event(2, marked=False), "id": "by hand"})),
        "double_bookings",
        1,
        id="two events at once",
    ),
    pytest.param(
        replace(GOOD, events=with_event(GOOD, {**event(0, marked=False), "end": event(4)["start"]})),
        "double_bookings",
        4,
        id="a long event over four short ones",
    ),
    pytest.param(
        replace(
            GOOD,
            events=with_event(GOOD, {**event(2, marked=False), "id": "by hand"}),
            by_hand=frozenset({"by hand"}),
        ),
        "double_bookings",
        0,
        id="a person's own event beside one of ours",
    ),
    pytest.param(replace(GOOD, uncommitted=2), "uncommitted", 2, id="offsets that are not committed"),
    pytest.param(replace(GOOD, unfinished=3), "unfinished", 3, id="rows that are not finished"),
    pytest.param(
        replace(GOOD, unsettled=1), "unsettled", 1, id="a request of which nobody knows the outcome"
    ),
    pytest.param(replace(GOOD, fallen=2), "fallen", 2, id="replicas that ended by themselves"),
    pytest.param(
        replace(GOOD, answers=[*GOOD.answers, answer(1, 9, "failed", "internal", b"failed")]),
        "repeats_differ",
        1,
        id="a defect that is told of a command that has its result",
    ),
    pytest.param(
        replace(GOOD, answers=[*GOOD.answers, of_record(1, "internal")]),
        "repeats_differ",
        1,
        id="a defect and a result of one and the same record",
    ),
    pytest.param(
        replace(GOOD, runs={name(0): 3, name(1): 1}), "reexecuted", 2, id="a handler that ran thrice"
    ),
    pytest.param(
        replace(GOOD, answers=[*GOOD.answers, answer(1, 9), answer(2, 9)]),
        "repeated_results",
        2,
        id="two results that came twice",
    ),
    pytest.param(without_answer(2), "unsuccessful", 1, id="a command without success for want of an answer"),
    pytest.param(
        replace(GOOD, answers=[answer(number, status="rejected", code="no_slot") for number in range(4)]),
        "unsuccessful",
        4,
        id="commands that were all refused",
    ),
    pytest.param(
        replace(GOOD, answers=[answer(number, status="rejected", code="no_slot") for number in range(4)]),
        "rejected",
        4,
        id="refusals",
    ),
    pytest.param(
        replace(GOOD, answers=[answer(number, status="failed") for number in range(4)]),
        "failed",
        4,
        id="failures",
    ),
    pytest.param(replace(GOOD, dead=frozenset({name(1)})), "dead_lettered", 1, id="a dead letter"),
]


@pytest.mark.parametrize(("evidence", "figure", "expected"), BROKEN)
def test_counts_what_went_wrong(evidence: Evidence, figure: str, expected: int) -> None:
    assert figures(evidence)[figure] == expected


def test_every_promise_is_tried_with_a_history_that_breaks_it() -> None:
    elsewhere = {"order_violations"}  # test_order.py

    assert {case.values[1] for case in BROKEN} | elsewhere >= set(PROMISES)


@given(st.sets(st.integers(0, 9)))
def test_whatever_is_left_unanswered_is_lost(silent: set[int]) -> None:
    good = history(10)
    answers = [answer(number) for number in range(10) if number not in silent]

    assert figures(replace(good, answers=answers))["lost"] == len(silent)


@given(st.lists(st.integers(0, 9)))
def test_every_event_beyond_the_first_is_a_duplicate(again: list[int]) -> None:
    good = history(10)
    more = [effect(number, at=99, event_id=f"again-{place}") for place, number in enumerate(again)]

    assert figures(replace(good, effects=[*good.effects, *more]))["duplicate_effects"] == len(again)


NOTHING_WRONG = [
    pytest.param(
        replace(GOOD, sent=[*GOOD.sent, sent(2, offset=9)], answers=[*GOOD.answers, answer(2, 9)]),
        id="a repeat that was answered",
    ),
    pytest.param(
        replace(GOOD, sent=[*GOOD.sent, sent(2, offset=9)], withheld=frozenset({name(2)})),
        id="two records that waited for one withheld result",
    ),
    pytest.param(
        replace(
            GOOD, answers=[*GOOD.answers, answer(2, 9, "rejected", "command_id_reused", b"not this id again")]
        ),
        id="a refusal that belongs to one record beside the result",
    ),
    pytest.param(
        replace(
            GOOD, sent=[*GOOD.sent, sent(2, offset=9)], answers=[*GOOD.answers, of_record(2, "internal")]
        ),
        id="a defect of one record and the result of another with the same command",
    ),
    pytest.param(
        replace(
            GOOD,
            sent=[*GOOD.sent, sent(9)],
            answers=[*GOOD.answers, of_record(9, "internal"), of_record(9, "internal", b"later")],
        ),
        id="a record that is answered with a defect each time it is delivered",
    ),
    pytest.param(
        replace(
            GOOD,
            answers=[
                *GOOD.answers,
                answer(20, 9, "rejected", "invalid_command", b"one"),
                answer(20, 9, "rejected", "invalid_command", b"two"),
            ],
        ),
        id="refusals of records that were none of our commands",
    ),
    pytest.param(cancelled("cancelled"), id="a meeting that was cancelled and is gone"),
    pytest.param(
        replace(GOOD, sent=[*GOOD.sent, sent(9)], dead=frozenset({name(9)})),
        id="a command among the dead letters",
    ),
]


@pytest.mark.parametrize("evidence", NOTHING_WRONG)
def test_finds_nothing_where_nothing_is_wrong(evidence: Evidence) -> None:
    found = figures(evidence)

    assert {promise: found[promise] for promise in PROMISES} == dict.fromkeys(PROMISES, 0)
