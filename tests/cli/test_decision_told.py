"""A decision is told in words, by the pure part of `explain`: no terminal, no database."""

from dataclasses import replace
from typing import Any, get_args

import orjson
import pytest

from tests.domain.golden_decisions import ANA, BOB, EVE, questions
from tests.domain.worlds import on_monday, person, request
from worker.cli.decision_replay import Replay
from worker.cli.decision_told import told
from worker.domain.blockers import Reason
from worker.domain.canonical import encode
from worker.domain.decision import Decision, Question, Versions, decide, find, inputs_of, outcome_of
from worker.domain.interval import Interval
from worker.messages.decision_sentences import BLOCK_REASONS, RANK_REASONS
from worker.messages.results import slot
from worker.messages.texts import LOCALES, Texts
from worker.store.decided_commands import DecidedCommand

NOW = Versions("tzdata 2026.3", "1.2.3")
FULL = person(BOB, busy=["09:00-17:00"])


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def wire(when: Interval) -> dict[str, Any]:
    return {"start": {"utc": when.start.isoformat()}, "end": {"utc": when.end.isoformat()}}


def command(
    status: str = "succeeded", *, slot: Interval | None = None, code: str | None = None, **fields: Any
) -> DecidedCommand:
    result = {
        "status": status,
        "message": "So it went.",
        "data": {"slot": wire(slot)} if slot else {},
        "error": {"code": code} if code else None,
    }
    known = {"user_id": ANA, "command_id": "c-1", "type": "schedule_meeting", "state": "finished"}
    return DecidedCommand(**{**known, "answer": orjson.dumps(result), **fields})


def text(question: Question, of: DecidedCommand, texts: Texts, locale: str = "en") -> str:
    return "\n".join(told(of, question, outcome_of(question, find(question)), texts, locale))


def test_who_was_asked_is_told_with_zone_and_hours(texts: Texts) -> None:
    said = text(questions()["three people in three zones"], command(), texts)

    assert f"  {ANA}: Europe/Bucharest, Mon Tue Wed Thu Fri 09:00-17:00, the user" in said
    assert f"  {EVE}: Asia/Kathmandu, Mon Tue Wed Thu Fri 09:00-17:00, optional" in said
    assert said.startswith("schedule_meeting c-1 of ana@vai.example, decided Monday, 1 June 2026, 00:00.")


def test_the_chosen_time_is_told_with_its_points_and_what_comes_next(texts: Texts) -> None:
    question = Question(request(person(ANA, own=True)), 5)
    best, second, *_ = find(question).slots

    said = text(question, command(slot=best.slot), texts)

    assert f"Chosen: {texts.when('en', best.slot.start, 'Europe/Bucharest')}, {best.score} of 100" in said
    assert f"Next best: {texts.when('en', second.slot.start, 'Europe/Bucharest')}" in said
    assert "taken by other commands" not in said
    assert "It ended: succeeded. So it went." in said


def test_times_that_others_took_meanwhile_are_counted(texts: Texts) -> None:
    question = Question(request(person(ANA, own=True)), 5)
    third = find(question).slots[2].slot

    assert "2 better times were taken by other commands meanwhile." in text(
        question, command(slot=third), texts
    )


def test_where_a_meeting_is_already_is_no_time_that_was_taken(texts: Texts) -> None:
    question = Question(request(person(ANA, own=True)), 5)
    first, second, *_ = (one.slot for one in find(question).slots)

    said = text(replace(question, present=first), command(slot=second, type="reschedule_meeting"), texts)

    assert "taken by other commands" not in said


def test_where_a_meeting_is_already_would_not_do_for_it(texts: Texts) -> None:
    nine = on_monday("09:00-09:30")
    question = Question(request(person(ANA, busy=["09:30-17:00"]), window=nine), 5, present=nine)

    said = text(question, command("rejected", code="no_slot", type="reschedule_meeting"), texts)

    assert "1 start was looked at, 0 would do." in said
    assert "Best: " not in said
    assert "Suggested for " in said


def test_a_no_tells_who_is_in_the_way_and_what_would_help(texts: Texts) -> None:
    said = text(questions()["nothing fits"], command("rejected", code="no_slot"), texts)

    assert f"{BOB}: blocks 47 of 47 starts, " in said
    assert f"Without {BOB}: " in said
    assert "Suggested for Tuesday, 2 June 2026: " in said
    assert "It ended: rejected, no_slot. So it went." in said


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en", "Searching 1 day longer: "), ("ro", "Căutând cu 1 zi mai mult: ")]
)
def test_one_day_more_is_told_as_one(texts: Texts, locale: str, sentence: str) -> None:
    question = Question(request(person(ANA, busy=["00:00-24:00"])), 5)

    assert sentence in text(question, command("rejected", code="no_slot"), texts, locale)


def test_an_exact_time_tells_what_was_in_its_way_and_what_else_there_was(texts: Texts) -> None:
    said = text(questions()["an exact time that is taken"], command("rejected", code="slot_taken"), texts)

    assert f"In the way: {ANA} (busy)." in said
    assert "Best: " in said


def test_an_exact_time_that_could_be_had_is_told_as_asked_for(texts: Texts) -> None:
    nine = on_monday("09:00-09:30")
    question = Question(request(person(ANA, own=True)), 5, slot=nine)

    said = text(question, command(type="hold_slot"), texts)

    assert "Nothing was in the way of it." in said
    assert "Chosen: Monday, 1 June 2026, 09:00, as it was asked for." in said


def test_who_joins_is_told_apart(texts: Texts) -> None:
    said = text(questions()["who joins is busy"], command("rejected", type="update_meeting"), texts)

    assert f"To join, and so to be free:\n  {BOB}: Europe/Bucharest" in said


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("withheld", "Its result is withheld until Google tells what came of a write."),
        ("running", "It has not ended yet."),
    ],
)
def test_what_has_not_ended_says_so(texts: Texts, state: str, sentence: str) -> None:
    assert text(questions()["nothing fits"], command(state=state, answer=None), texts).endswith(sentence)


@pytest.mark.parametrize("name", questions())
@pytest.mark.parametrize("locale", LOCALES)
def test_every_decision_can_be_told(texts: Texts, name: str, locale: str) -> None:
    said = text(questions()[name], command("rejected"), texts, locale)

    assert "{" not in said
    assert ("Asked:" in said) == (locale == "en")


def test_every_reason_has_words() -> None:
    (known,) = (one.examples for one in get_args(slot.Reason)[1:])

    assert set(RANK_REASONS) >= set(known)
    assert set(BLOCK_REASONS) == set(Reason)


class TestComputedAgain:
    def test_the_same_is_said_to_be_the_same(self, texts: Texts) -> None:
        assert replayed(NOW, texts) == ["Computed again just now: the same, byte for byte."]

    def test_other_rules_and_other_zone_data_are_told_although_it_is_the_same(self, texts: Texts) -> None:
        said = replayed(replace(NOW, rules=0, zones="tzdata 2020.1"), texts)

        assert said[0].endswith("the same, byte for byte.")
        assert said[1].startswith("The rules of the search have changed since: 0 then, ")
        assert said[2] == "The zone data is another: tzdata 2020.1 then, tzdata 2026.3 now."

    def test_another_outcome_without_a_cause_is_a_defect(self, texts: Texts) -> None:
        same, defect = replayed(NOW, texts, spoilt=True)

        assert same == "Computed again just now: not the same."
        assert defect.endswith("this is a defect: please report it.")

    def test_another_outcome_under_other_rules_is_none(self, texts: Texts) -> None:
        said = replayed(replace(NOW, rules=0), texts, spoilt=True)

        assert [line.partition(":")[0] for line in said] == [
            "Computed again just now",
            "The rules of the search have changed since",
        ]


def replayed(then: Versions, texts: Texts, *, spoilt: bool = False) -> list[str]:
    _, decision = decide(questions()["nothing fits"], NOW)
    inputs = encode(replace(inputs_of(decision), versions=then))
    outcome = decision.outcome.replace(b'"found":0', b'"found":1') if spoilt else decision.outcome
    replay = Replay.of(Decision(inputs, outcome), NOW)
    assert replay.is_same is not spoilt
    return replay.lines(texts, "en")
