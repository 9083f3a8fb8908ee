"""Who changes what a search answers says so, by the number of its rules."""

from dataclasses import replace

import pytest

from tests.domain import write_decisions
from tests.domain.golden_decisions import golden, present, questions
from worker.domain.canonical import encode
from worker.domain.decision import Decision, computed, inputs_of

ANEW = "python -m tests.domain.write_decisions"


@pytest.mark.parametrize("name", questions())
def test_a_decision_of_these_rules_is_computed_to_the_very_bytes(name: str) -> None:
    decision = golden()[name]
    inputs = inputs_of(decision)

    assert computed(inputs.question) == decision.outcome, (
        f"raise RULES in worker/domain/decision.py, then: {ANEW}"
    )
    assert encode(inputs) == decision.inputs, f"something more is asked of a search: {ANEW}"


def test_the_file_holds_exactly_what_is_decided_today() -> None:
    assert golden() == present(), ANEW


def test_an_outcome_that_changed_under_the_same_rules_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, decision = next(iter(golden().items()))
    other = Decision(decision.inputs, decision.outcome.replace(b'"found":', b'"found":1'))
    monkeypatch.setattr(write_decisions, "golden", lambda: {name: other})

    with pytest.raises(SystemExit, match=f"{name}.*Raise RULES"):
        write_decisions.main()


def test_an_outcome_of_older_rules_may_be_written_anew() -> None:
    decision = next(iter(golden().values()))
    inputs = inputs_of(decision)
    older = replace(inputs, versions=replace(inputs.versions, rules=0))

    assert not write_decisions.is_changed(Decision(encode(older), b"{}"))
