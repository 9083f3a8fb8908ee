"""A decision can be made again from what is kept of it, with the very same bytes."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.worlds import on_monday, person, request
from tests.strategies import intervals_near, searches
from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.blockers import Reason
from worker.domain.canonical import decode, encode
from worker.domain.decision import (
    RULES,
    UNVERSIONED,
    Inputs,
    Outcome,
    Question,
    Versions,
    computed,
    decide,
    find,
    inputs_of,
    outcome_of,
)
from worker.domain.search_request import ExcludedDays, SearchRequest
from worker.domain.working_hours import ExceptionalDay

VERSIONS = Versions("tzdata 2026.3", "1.2.3")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    asked = draw(searches())
    middle = asked.window.start + asked.window.duration / 2
    some_time = st.none() | intervals_near.map(lambda near: near(middle))
    slot, present = draw(some_time), draw(some_time)
    joining = replace(asked, people=asked.people[:1]) if slot and draw(st.booleans()) else None
    return Question(asked, draw(st.integers(0, 30)), draw(st.booleans()), slot, present, joining)


@given(questions())
def test_what_was_asked_comes_back(question: Question) -> None:
    inputs = Inputs(question, VERSIONS)

    assert decode(Inputs, encode(inputs)) == inputs


@given(questions())
def test_a_decision_computed_again_is_the_same_byte_for_byte(question: Question) -> None:
    _, decision = decide(question, VERSIONS)
    inputs = inputs_of(decision)

    assert computed(inputs.question) == decision.outcome
    assert encode(inputs) == decision.inputs
    assert encode(decode(Outcome, decision.outcome)) == decision.outcome


def anything_changed(value: Any, path: str = "question") -> Iterator[str]:
    """Yield every field of a value's dataclasses that has its default, so that nothing tells of it."""
    if isinstance(value, tuple):
        for each in value:
            yield from anything_changed(each, path)
    elif is_dataclass(value):
        for field in fields(value):
            inner, where = getattr(value, field.name), f"{path}.{field.name}"
            if field.default is not MISSING and inner == field.default:
                yield where
            yield from anything_changed(inner, where)


def test_every_field_of_what_is_asked_is_kept() -> None:
    """Who adds a field to what a search is asked gives it a value here, too."""
    question = a_full_question()

    assert list(anything_changed(question)) == []
    assert decode(Inputs, encode(Inputs(question, VERSIONS))).question == question


def a_full_question() -> Question:
    own = replace(
        person("ana@vai.example", required=False, busy=["09:00-10:00"], own=True),
        visibility=Visibility.NOT_VISIBLE,
        promised=(on_monday("11:00-12:00"),),
        days_off=frozenset({date(2026, 12, 25)}),
        exceptions=(ExceptionalDay(date(2026, 6, 2), ((600, 660), (700, 60))),),
    )
    asked = replace(
        request(own, minutes=45, step=15, notice=5, gap_before=10, gap_after=20),
        excluded=ExcludedDays(frozenset({date(2026, 6, 3)}), frozenset({6})),
        on_not_visible=OnNotVisible.TREAT_BUSY,
        preferred=datetime(2026, 6, 1, 10, 0, 0, 1, tzinfo=UTC),
    )
    return Question(
        asked,
        limit=7,
        has_passed=True,
        slot=on_monday("14:00-14:45"),
        present=on_monday("15:00-15:45"),
        joining=replace(asked, duration=timedelta(minutes=50)),
    )


def test_an_exact_time_is_judged_and_others_stand_beside_it() -> None:
    asked = request(person("bob@vai.example", busy=["09:00-10:00"]))
    question = Question(asked, 20, slot=on_monday("09:00-09:30"))

    outcome = outcome_of(question, find(question))

    assert [(each.email, each.reason) for each in outcome.blockers] == [("bob@vai.example", Reason.BUSY)]
    assert len(outcome.alternatives) == 3


def test_who_joins_is_judged_alone() -> None:
    everybody = request(person("bob@vai.example", busy=["09:00-10:00"]))
    alone = request(person("eve@vai.example"))
    question = Question(everybody, 20, slot=on_monday("09:00-09:30"), joining=alone)

    outcome = outcome_of(question, find(question))

    assert outcome.blockers == ()
    assert all(each.slot.start >= on_monday("10:00-11:00").start for each in outcome.slots)


def test_in_a_window_that_has_passed_there_are_suggestions_only() -> None:
    outcome = outcome_of(*passed(request(person("bob@vai.example"))))

    assert (outcome.slots, outcome.best_of_days, outcome.found) == ((), (), 0)
    assert outcome.explanation.candidates == 0
    assert outcome.suggestions


def passed(asked: SearchRequest) -> Any:
    question = Question(asked, 20, has_passed=True)
    return question, find(question)


def test_the_rules_stand_in_what_is_kept() -> None:
    _, decision = decide(Question(request(person("bob@vai.example")), 1), UNVERSIONED)

    assert inputs_of(decision).versions.rules == RULES
