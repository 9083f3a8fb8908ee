"""Each scene's check sees when what it promises is not so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.demo.facts import LINK, broken, entry, hour, result, shown
from worker.domain.interval import Interval
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.claim import Broken
from worker.sandbox.demo.people import ANA, ELENA, JAMES, RADU
from worker.sandbox.demo.scenes import (
    cancelled,
    delivered_thrice,
    explained_no,
    held_then_moved,
    moved_by_hand,
    reminded,
    same_hour,
    three_zones,
)

SCHEDULED: dict[str, Any] = {"event": {"id": "e", "meet_url": LINK, **shown(hour())}}
EVERYWHERE = [[entry("e")]] * 3


def test_the_meeting_of_three_is_found_in_order() -> None:
    card = Card()
    three_zones.check(card, SCHEDULED, EVERYWHERE)

    assert (broken(card), len(card.claims)) == ([], 4)


@pytest.mark.parametrize(
    ("data", "calendars", "promise"),
    [
        ({"event": SCHEDULED["event"] | shown(hour(-1))}, EVERYWHERE, "inside everybody's 9 to 5"),
        (SCHEDULED, [*EVERYWHERE[:2], []], "in all three calendars"),
        (SCHEDULED, [[entry("e"), entry("other")], *EVERYWHERE[:2]], "nobody booked twice"),
        (SCHEDULED, [[replace(entry("e"), meet_url=None)], *EVERYWHERE[:2]], "one Meet link"),
    ],
    ids=["too early in New York", "somebody is left out", "over another meeting", "no link"],
)
def test_a_bad_meeting_of_three_is_told(data: dict[str, Any], calendars: list[Any], promise: str) -> None:
    card = Card()
    three_zones.check(card, data, calendars)

    assert broken(card) == [promise]


FIRST, SECOND = shown(hour()), shown(hour(1))
NO: dict[str, Any] = {
    "explanation": {
        "candidates": 15,
        "participants": [{"email": RADU.email, "blocks": 15, "blocks_alone": 2}],
        "relaxations": [{"change": {"drop": RADU.email}, "slots": 2, "first": FIRST}],
    },
    "suggestions": [{"slots": [FIRST]}],
}
FOUND = {"slots": [SECOND, FIRST]}


def test_a_clear_no_is_found_in_order() -> None:
    card = Card()
    explained_no.check(card, NO, FOUND, ["On site"])

    assert (broken(card), len(card.claims)) == ([], 4)


@pytest.mark.parametrize(
    ("data", "found", "titles", "promise"),
    [
        (NO | {"explanation": NO["explanation"] | {"candidates": 16}}, FOUND, [], "Radu blocks all starts"),
        (NO, {"slots": [FIRST]}, [], "advice true when tried"),
        (NO, {"slots": [SECOND, shown(hour(2))]}, [], "advice true when tried"),
        (NO | {"suggestions": []}, FOUND, [], "other days offered"),
        (NO, FOUND, [explained_no.TITLE], "nothing booked"),
    ],
    ids=["a start was left", "fewer slots than said", "another first slot", "no suggestion", "it was booked"],
)
def test_a_poor_no_is_told(
    data: dict[str, Any], found: dict[str, Any], titles: list[str], promise: str
) -> None:
    card = Card()
    explained_no.check(card, data, found, titles)

    assert broken(card) == [promise]


def test_no_advice_at_all_is_not_advice_that_is_true() -> None:
    card = Card()
    without = NO | {"explanation": NO["explanation"] | {"relaxations": []}}
    explained_no.check(card, without, {"slots": []}, [])

    assert broken(card) == ["advice true when tried"]


SAME = result({"status": "succeeded"}, ce_id=b"1", correlation=b"x")


def test_deliveries_with_one_answer_are_found_in_order() -> None:
    card = Card()
    again = result({"status": "succeeded"}, ce_id=b"1", correlation=b"y")
    delivered_thrice.check(card, [SAME, again, SAME], [entry("e")], written=1)

    assert (broken(card), len(card.claims)) == ([], 3)


@pytest.mark.parametrize(
    ("other", "events", "written", "promise"),
    [
        (result({"status": "failed"}, ce_id=b"1"), 1, 1, "three results, equal byte for byte"),
        (result({"status": "succeeded"}, ce_id=b"2"), 1, 1, "three results, equal byte for byte"),
        (SAME, 2, 1, "one event in the calendar"),
        (SAME, 1, 3, "one write at Google"),
    ],
    ids=["another value", "another ce_id", "two events", "three writes"],
)
def test_a_delivery_too_much_is_told(other: Any, events: int, written: int, promise: str) -> None:
    card = Card()
    delivered_thrice.check(card, [SAME, SAME, other], [entry("e")] * events, written=written)

    assert broken(card) == [promise]


RENEWAL, REVIEW = same_hour.TITLES.values()
BOTH = [entry("a", RENEWAL), entry("b", REVIEW, hour(24))]


def test_two_agents_apart_are_found_in_order() -> None:
    card = Card()
    same_hour.check(card, hour(), [hour(24)], BOTH)

    assert (broken(card), len(card.claims)) == ([], 3)


def test_a_double_booking_is_told() -> None:
    card = Card()
    same_hour.check(card, hour(), [hour()], [entry("a", RENEWAL), entry("b", REVIEW)])

    assert broken(card) == ["one meeting in that hour", "nothing in Maya's calendar overlaps"]


def test_an_offer_that_was_not_kept_is_told() -> None:
    card = Card()
    same_hour.check(card, hour(), [hour(25)], BOTH)

    assert broken(card) == ["the offer held"]


def test_two_winners_end_the_scene() -> None:
    card = Card()
    with pytest.raises(Broken):
        same_hour.told_apart(card, {ANA: SAME, ELENA: SAME})

    assert broken(card) == ["one of the two gets the hour"]


@pytest.mark.parametrize(
    ("before", "after", "promises"),
    [
        ({"m", "f", "x"}, {"x"}, []),
        ({"m", "f", "x"}, {"f", "x"}, ["both are gone", "nothing else went"]),
        ({"m", "x"}, {"x"}, ["both were there", "nothing else went"]),
        ({"m", "f", "x"}, set(), ["nothing else went"]),
    ],
    ids=["in order", "the follow-up stays", "it was never there", "another went too"],
)
def test_a_cancelled_meeting_is_judged(before: set[str], after: set[str], promises: list[str]) -> None:
    card = Card()
    cancelled.check(card, {"m", "f"}, before, after)

    assert broken(card) == promises


BOOKED = {"event": {"id": "e", **FIRST}}
MOVED: dict[str, Any] = {"origin": "external", "command_id": None, "before": FIRST, "after": SECOND}


@pytest.mark.parametrize(
    ("moved", "again", "promises"),
    [
        (MOVED, BOOKED, []),
        (MOVED | {"origin": "self", "command_id": "c"}, BOOKED, ["as Elena's own change"]),
        (MOVED | {"after": FIRST}, BOOKED, ["old and new time"]),
        (MOVED, {"event": {"id": "f", **SECOND}}, ["the old hour is free again"]),
    ],
    ids=["in order", "taken for our own", "told as it was", "the hour stayed taken"],
)
def test_a_move_by_hand_is_judged(moved: dict[str, Any], again: dict[str, Any], promises: list[str]) -> None:
    card = Card()
    moved_by_hand.check(card, result(moved), BOOKED, again)

    assert broken(card) == promises


def test_a_refusal_where_a_success_is_due_ends_the_scene_and_says_what_came() -> None:
    card = Card()
    with pytest.raises(Broken):
        result({"status": "rejected", "error": {"code": "expired"}}).succeeded(card)

    assert card.claims[0].found == "{'code': 'expired'}"


def test_touching_meetings_do_not_overlap() -> None:
    card = Card()
    next_to_it = Interval(hour().end, hour().end + timedelta(hours=1))
    same_hour.check(card, hour(), [next_to_it], [entry("a", RENEWAL), entry("b", REVIEW, next_to_it)])

    assert broken(card) == []


HELD = held_then_moved.Found(
    [(JAMES.email, "hold")], hour(), hour(72), "self", [entry("e", held_then_moved.TITLE, hour(72))]
)
FRIDAY = Interval(hour(70).start, hour(76).end)


def test_a_hold_and_a_move_are_found_in_order() -> None:
    card = Card()
    held_then_moved.check(card, hour(), FRIDAY, HELD)

    assert (broken(card), len(card.claims)) == ([], 4)


@pytest.mark.parametrize(
    ("found", "promise"),
    [
        (replace(HELD, refused_by=[(JAMES.email, "busy")]), "kept from everybody else"),
        (replace(HELD, booked=hour(1)), "the hold became the meeting"),
        (replace(HELD, origin="external"), "told as the agent's own move"),
        (replace(HELD, entries=[]), "James has it once, on Friday"),
        (
            replace(HELD, entries=[*HELD.entries, entry("f", held_then_moved.TITLE)]),
            "James has it once, on Friday",
        ),
        (
            replace(HELD, moved=hour(), entries=[entry("e", held_then_moved.TITLE)]),
            "James has it once, on Friday",
        ),
    ],
    ids=["busy, not held", "another hour", "a stranger's move", "lost", "twice", "not moved"],
)
def test_a_bad_hold_or_move_is_told(found: held_then_moved.Found, promise: str) -> None:
    card = Card()
    held_then_moved.check(card, hour(), FRIDAY, found)

    assert broken(card) == [promise]


REMINDED = {"method": "popup", "minutes": reminded.MINUTES, "event": {"title": reminded.TITLE}}
A_SECOND = timedelta(seconds=1)


def test_a_reminder_is_found_in_order() -> None:
    card = Card()
    reminded.check(card, result(REMINDED), A_SECOND, times=1)

    assert (broken(card), len(card.claims)) == ([], 3)


@pytest.mark.parametrize(
    ("told", "late", "times", "promise"),
    [
        (REMINDED | {"minutes": 30}, A_SECOND, 1, "the reminder that was asked for"),
        (REMINDED, -A_SECOND, 1, "at its moment"),
        (REMINDED, 6 * A_SECOND, 1, "at its moment"),
        (REMINDED, A_SECOND, 2, "one record"),
    ],
    ids=["another one", "too early", "too late", "twice"],
)
def test_a_bad_reminder_is_told(told: dict[str, Any], late: timedelta, times: int, promise: str) -> None:
    card = Card()
    reminded.check(card, result(told), late, times)

    assert broken(card) == [promise]
