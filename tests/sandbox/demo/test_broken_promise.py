"""A promise that does not hold is told, and makes the exit code 1."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from worker.sandbox.demo.card import Card
from worker.sandbox.demo.claim import Broken
from worker.sandbox.demo.look import ON_TERMINAL, WIDTH
from worker.sandbox.demo.scene import Play, Scene, played
from worker.sandbox.demo.show import Show
from worker.sandbox.demo.summary import Summary
from worker.sandbox.demo.theatre import Theatre


class EmptyStage(Theatre):
    """For scenes that need nothing."""

    def __init__(self) -> None:
        """Open nothing."""


def card_with(*, holds: bool) -> Card:
    card = Card()
    card.claim("one event in the calendar", holds=holds, found=2)
    return card


def summary(*cards: Card) -> Summary:
    return Summary(cards, commands=3, results=3, changes=1, dead_letters=0, google_calls=4, seconds=9)


async def missing_field(_theatre: Theatre, _card: Card) -> None:
    raise KeyError("data")


async def no_result(_theatre: Theatre, _card: Card) -> None:
    raise TimeoutError


async def refused(_theatre: Theatre, card: Card) -> None:
    card.require("the command succeeds", holds=False, found="expired")


@pytest.mark.parametrize(
    ("play", "told", "goes_on"),
    [
        (missing_field, "the records have the contract's fields", True),
        (no_result, "everything that is due arrives within 15 s", False),
        (refused, "the command succeeds", True),
    ],
    ids=["a field is missing", "nothing arrives", "a refusal"],
)
async def test_a_scene_that_cannot_go_on_says_why(play: Play, told: str, *, goes_on: bool) -> None:
    card = Card()

    assert await played(Scene("t", "l", play), EmptyStage(), card) is goes_on
    assert [(claim.says, claim.holds) for claim in card.claims] == [(told, False)]


def test_everything_kept_is_a_success() -> None:
    kept = summary(card_with(holds=True))

    assert (kept.exit_code, kept.verdict) == (0, "All 3 promises were checked, and kept.")


def test_one_promise_broken_is_a_failure_that_names_it() -> None:
    out = StringIO()
    console = Console(file=out, width=WIDTH, theme=ON_TERMINAL, highlight=False)
    one_broken = summary(card_with(holds=True), card_with(holds=False))

    Show(console).end(one_broken)

    assert one_broken.exit_code == 1
    assert "1 of 4 promises broken." in out.getvalue()
    assert "✗ NOT TRUE: one event in the calendar (found: 2)" in out.getvalue()


KEPT = summary(card_with(holds=True))


@pytest.mark.parametrize(
    "wrong",
    [replace(KEPT, results=2), replace(KEPT, results=4), replace(KEPT, dead_letters=1)],
    ids=["too few results", "too many", "a dead letter"],
)
def test_a_record_too_few_or_too_many_is_a_failure(wrong: Summary) -> None:
    assert wrong.exit_code == 1


def test_what_a_scene_rests_on_is_no_promise_while_it_holds() -> None:
    card = Card()
    card.require("the command succeeds", holds=True)

    assert card.claims == []
    with pytest.raises(Broken):
        card.require("the command succeeds", holds=False)
