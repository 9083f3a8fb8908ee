import pickle
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from tests.wire.malformed import good, good_cancel
from tests.wire.malformed_fields import SLOT
from worker.errors import Refused
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope


def refusal(value: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        open_envelope(value).command(Defaults())
    return refused.value


def test_a_problem_never_repeats_what_was_sent() -> None:
    body = good(code="s3cret", title=["s3cret"], step_minutes="s3cret", deadline="s3cret", time_zone="s3cret")
    refused = refusal(orjson.dumps(body))

    assert "s3cret" not in pickle.dumps((str(refused), refused.detail, refused.fields)).decode("latin-1")


def test_a_flood_of_problems_is_cut_and_says_so() -> None:
    refused = refusal(orjson.dumps(good(**{f"field{at}": 1 for at in range(5000)})))

    assert len(refused.fields) == 101
    assert refused.fields[-1].problem == "further problems are not listed"


@pytest.mark.parametrize(
    "changes",
    [{}, {"title": 1}, {"type": "cancel_meeting"}],
    ids=["alone", "beside other problems", "in a command that lacks the field"],
)
def test_a_flood_of_fields_given_twice_is_cut_too(changes: dict[str, Any]) -> None:
    actions = [{"due": 1, "dueDate": 1}] * 11_500
    refused = refusal(orjson.dumps(good(follow_up_actions=actions, **changes)))

    assert len(refused.fields) == 101
    assert refused.fields[0].path == "follow_up_actions[0].due"
    assert "further problems are not listed" in refused.fields[-1].problem
    assert len(refused.detail) < 200


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (good(**{"@object": 1}), "@object"),
        (good(**{"@" + "x" * 100: 1}), "@" + "x" * 63 + "…"),
        (good(slot={**SLOT, "@list": 1}), "slot.@list"),
        (good(**{"": 1}), '""'),
        (good(dueDate="2026-04-01T10:00:00Z"), "dueDate"),
        (good_cancel(preferredTime=1), "preferredTime"),
        (good_cancel(preferred_time=1), "preferred_time"),
    ],
)
def test_an_unknown_field_is_named_as_it_was_sent(body: Mapping[str, Any], path: str) -> None:
    (problem,) = refusal(orjson.dumps(body)).fields

    assert problem.path == path
    assert problem.problem == "is not a known field"


def test_the_name_of_an_unknown_field_is_cut_short() -> None:
    refused = refusal(orjson.dumps(good(**{"x" * 10_000: 1})))

    assert len(refused.fields[0].path) < 100


def test_an_unknown_field_comes_with_names_that_look_like_it() -> None:
    refused = refusal(orjson.dumps(good(tittle="Demo", meeting_typ="x")))

    assert [field.choices[0] for field in refused.fields] == ["title", "meeting_type"]


def test_a_participant_given_as_plain_text_is_shown_the_form() -> None:
    (problem,) = refusal(orjson.dumps(good(participants=["maya@vai.example"]))).fields

    assert problem.path == "participants[0]"
    assert problem.problem == 'must be an object, as {"email": "maya@vai.example"}'
